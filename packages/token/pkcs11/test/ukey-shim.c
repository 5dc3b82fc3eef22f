/*
 * A UKEY for tests: SoftHSM's keys and signatures behind the manners of a real token. It counts wrong PINs and locks, asks
 * for a change of the factory's PIN, runs full, is slow, is pulled out, hangs and crashes. Everything it knows lies in
 * files beside this library, so that one copy of the folder is one UKEY:
 *
 *   inserted     is there while the token is in; another content means another insertion
 *   tries        "LEFT MOST"
 *   must-change  the PIN is still the factory's
 *   full         nothing more fits
 *   exportable   private keys are made extractable, whatever was asked
 *   slow         milliseconds that a key takes; `making` is there meanwhile
 *   hang, crash  name of the function that does so, without C_
 */
#define _GNU_SOURCE
#define CRYPTOKI_COMPAT
#include <dlfcn.h>
#include <libgen.h>
#include <p11-kit/pkcs11.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifndef SOFTHSM
#error "compile with -DSOFTHSM=\"/path/to/libsofthsm2.so\""
#endif

enum { LEAST_PIN = 6, MOST_PIN = 16, MOST_RSA_BITS = 2048 };

static CK_FUNCTION_LIST ours;
static CK_FUNCTION_LIST *real;
static char folder[4096];
static char insertion[64];
static CK_SLOT_ID slot;

static const char *path_of(const char *name) {
  static __thread char path[4200];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  return path;
}

static int is_there(const char *name) { return access(path_of(name), F_OK) == 0; }

static void read_text(const char *name, char *text, size_t size) {
  text[0] = 0;
  FILE *file = fopen(path_of(name), "r");
  if (!file) return;
  if (!fgets(text, (int)size, file)) text[0] = 0;
  fclose(file);
}

static void faults_of(const char *function) {
  char name[64];
  read_text("hang", name, sizeof name);
  while (strcmp(name, function) == 0) pause();
  read_text("crash", name, sizeof name);
  if (strcmp(name, function) == 0) raise(SIGSEGV);
}

/* A token that was pulled out has lost its sessions, even when it is back before anybody looked. */
static CK_RV check_inserted(const char *function) {
  char now[64];
  faults_of(function);
  read_text("inserted", now, sizeof now);
  if (strcmp(now, insertion) != 0) {
    real->C_CloseAllSessions(slot);
    strcpy(insertion, now);
  }
  return now[0] ? CKR_OK : CKR_DEVICE_REMOVED;
}

#define INSERTED() do { CK_RV removed = check_inserted(__func__ + strlen("ukey_")); if (removed != CKR_OK) return removed; } while (0)

static void read_tries(int *left, int *most) {
  char text[64];
  read_text("tries", text, sizeof text);
  if (sscanf(text, "%d %d", left, most) != 2) *left = *most = 6;
}

static void write_text(const char *name, const char *text) {
  FILE *file = fopen(path_of(name), "w");
  if (!file) abort();
  fputs(text, file);
  fclose(file);
}

static void write_tries(int left, int most) {
  char text[64];
  snprintf(text, sizeof text, "%d %d", left, most);
  write_text("tries", text);
}

/* The counter around whatever looks at a PIN. */
static CK_RV counted(CK_RV (*attempt)(void *), void *arguments) {
  int left, most;
  read_tries(&left, &most);
  if (left <= 0) return CKR_PIN_LOCKED;
  CK_RV value = attempt(arguments);
  if (value == CKR_PIN_INCORRECT) write_tries(left - 1, most);
  if (value == CKR_OK) write_tries(most, most);
  return value;
}

static CK_RV ukey_Initialize(void *arguments) {
  CK_RV value = real->C_Initialize(arguments);
  if (value != CKR_OK) return value;
  CK_SLOT_ID slots[8];
  CK_ULONG count = 8;
  CK_TOKEN_INFO info;
  value = real->C_GetSlotList(CK_TRUE, slots, &count);
  for (CK_ULONG index = 0; value == CKR_OK && index < count; index += 1)
    if (real->C_GetTokenInfo(slots[index], &info) == CKR_OK && (info.flags & CKF_TOKEN_INITIALIZED)) slot = slots[index];
  read_text("inserted", insertion, sizeof insertion);
  return value;
}

static CK_RV ukey_GetSlotList(CK_BBOOL token_present, CK_SLOT_ID *list, CK_ULONG *count) {
  CK_RV removed = check_inserted(__func__ + strlen("ukey_"));
  CK_ULONG there = removed == CKR_OK ? 1 : 0;
  (void)token_present;
  if (list && *count < there) return CKR_BUFFER_TOO_SMALL;
  if (list && there) list[0] = slot;
  *count = there;
  return CKR_OK;
}

static void padded(unsigned char *field, size_t size, const char *text) {
  memset(field, ' ', size);
  memcpy(field, text, strlen(text));
}

static CK_RV ukey_GetTokenInfo(CK_SLOT_ID id, CK_TOKEN_INFO *info) {
  INSERTED();
  int left, most;
  CK_RV value = real->C_GetTokenInfo(id, info);
  if (value != CKR_OK) return value;
  read_tries(&left, &most);
  padded(info->manufacturerID, 32, "Certhall tests");
  padded(info->model, 16, "UKEY shim");
  info->ulMinPinLen = LEAST_PIN;
  info->ulMaxPinLen = MOST_PIN;
  info->flags &= ~(CK_FLAGS)(CKF_USER_PIN_COUNT_LOW | CKF_USER_PIN_FINAL_TRY | CKF_USER_PIN_LOCKED | CKF_USER_PIN_TO_BE_CHANGED);
  if (left < most) info->flags |= CKF_USER_PIN_COUNT_LOW;
  if (left == 1) info->flags |= CKF_USER_PIN_FINAL_TRY;
  if (left <= 0) info->flags |= CKF_USER_PIN_LOCKED;
  if (is_there("must-change")) info->flags |= CKF_USER_PIN_TO_BE_CHANGED;
  return CKR_OK;
}

/* As most UKEYs: RSA of 2048 bits and no more. */
static CK_RV ukey_GetMechanismInfo(CK_SLOT_ID id, CK_MECHANISM_TYPE type, CK_MECHANISM_INFO *info) {
  INSERTED();
  CK_RV value = real->C_GetMechanismInfo(id, type, info);
  if (value == CKR_OK && type == CKM_RSA_PKCS_KEY_PAIR_GEN) info->ulMaxKeySize = MOST_RSA_BITS;
  return value;
}

static CK_RV ukey_OpenSession(CK_SLOT_ID id, CK_FLAGS flags, void *application, CK_NOTIFY notify, CK_SESSION_HANDLE *session) {
  INSERTED();
  return real->C_OpenSession(id, flags, application, notify, session);
}

struct pins { CK_SESSION_HANDLE session; CK_USER_TYPE user; unsigned char *pin, *new_pin; CK_ULONG length, new_length; };

static CK_RV try_login(void *given) {
  struct pins *pins = given;
  return real->C_Login(pins->session, pins->user, pins->pin, pins->length);
}

static CK_RV ukey_Login(CK_SESSION_HANDLE session, CK_USER_TYPE user, unsigned char *pin, CK_ULONG length) {
  INSERTED();
  struct pins pins = { session, user, pin, NULL, length, 0 };
  return counted(try_login, &pins);
}

static CK_RV try_set_pin(void *given) {
  struct pins *pins = given;
  return real->C_SetPIN(pins->session, pins->pin, pins->length, pins->new_pin, pins->new_length);
}

static CK_RV ukey_SetPIN(CK_SESSION_HANDLE session, unsigned char *pin, CK_ULONG length, unsigned char *new_pin, CK_ULONG new_length) {
  INSERTED();
  if (new_length < LEAST_PIN || new_length > MOST_PIN) return CKR_PIN_LEN_RANGE;
  struct pins pins = { session, CKU_USER, pin, new_pin, length, new_length };
  CK_RV value = counted(try_set_pin, &pins);
  if (value == CKR_OK) unlink(path_of("must-change"));
  return value;
}

static CK_RV ukey_GenerateKeyPair(CK_SESSION_HANDLE session, CK_MECHANISM *mechanism,
                                  CK_ATTRIBUTE *public_template, CK_ULONG public_count,
                                  CK_ATTRIBUTE *private_template, CK_ULONG private_count,
                                  CK_OBJECT_HANDLE *public_key, CK_OBJECT_HANDLE *private_key) {
  INSERTED();
  if (is_there("must-change")) return CKR_PIN_EXPIRED;
  if (is_there("full")) return CKR_DEVICE_MEMORY;
  char text[32];
  read_text("slow", text, sizeof text);
  if (text[0]) write_text("making", "");
  for (int waited = 0; waited < atoi(text); waited += 10) {
    usleep(10000);
    INSERTED();
  }
  CK_BBOOL yes = CK_TRUE;
  if (is_there("exportable"))
    for (CK_ULONG index = 0; index < private_count; index += 1)
      if (private_template[index].type == CKA_EXTRACTABLE) private_template[index].pValue = &yes;
  CK_RV value = real->C_GenerateKeyPair(session, mechanism, public_template, public_count,
                                        private_template, private_count, public_key, private_key);
  INSERTED();
  return value;
}

static CK_RV ukey_CreateObject(CK_SESSION_HANDLE session, CK_ATTRIBUTE *template, CK_ULONG count, CK_OBJECT_HANDLE *object) {
  INSERTED();
  if (is_there("full")) return CKR_DEVICE_MEMORY;
  return real->C_CreateObject(session, template, count, object);
}

static CK_RV ukey_DestroyObject(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE object) {
  INSERTED();
  return real->C_DestroyObject(session, object);
}

static CK_RV ukey_FindObjectsInit(CK_SESSION_HANDLE session, CK_ATTRIBUTE *template, CK_ULONG count) {
  INSERTED();
  return real->C_FindObjectsInit(session, template, count);
}

static CK_RV ukey_GetAttributeValue(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE object, CK_ATTRIBUTE *template, CK_ULONG count) {
  INSERTED();
  return real->C_GetAttributeValue(session, object, template, count);
}

static CK_RV ukey_SignInit(CK_SESSION_HANDLE session, CK_MECHANISM *mechanism, CK_OBJECT_HANDLE key) {
  INSERTED();
  if (is_there("must-change")) return CKR_PIN_EXPIRED;
  return real->C_SignInit(session, mechanism, key);
}

static CK_RV ukey_Sign(CK_SESSION_HANDLE session, unsigned char *content, CK_ULONG length,
                       unsigned char *signature, CK_ULONG *signature_length) {
  INSERTED();
  return real->C_Sign(session, content, length, signature, signature_length);
}

static int open_real(void) {
  Dl_info self;
  char own[4096];
  if (real) return 1;
  if (!dladdr((void *)open_real, &self)) return 0;
  snprintf(own, sizeof own, "%s", self.dli_fname);
  snprintf(folder, sizeof folder, "%s", dirname(own));
  setenv("SOFTHSM2_CONF", path_of("softhsm2.conf"), 1);
  /* DEEPBIND: SoftHSM takes its own libcrypto, not the one inside the program that loads us. */
  void *library = dlopen(SOFTHSM, RTLD_NOW | RTLD_LOCAL | RTLD_DEEPBIND);
  CK_RV (*list)(CK_FUNCTION_LIST **) = library ? (CK_RV (*)(CK_FUNCTION_LIST **))dlsym(library, "C_GetFunctionList") : NULL;
  return list && list(&real) == CKR_OK;
}

CK_RV C_GetFunctionList(CK_FUNCTION_LIST **list) {
  if (!open_real()) return CKR_GENERAL_ERROR;
  ours = *real;
  ours.C_Initialize = ukey_Initialize;
  ours.C_GetSlotList = ukey_GetSlotList;
  ours.C_GetTokenInfo = ukey_GetTokenInfo;
  ours.C_GetMechanismInfo = ukey_GetMechanismInfo;
  ours.C_OpenSession = ukey_OpenSession;
  ours.C_Login = ukey_Login;
  ours.C_SetPIN = ukey_SetPIN;
  ours.C_GenerateKeyPair = ukey_GenerateKeyPair;
  ours.C_CreateObject = ukey_CreateObject;
  ours.C_DestroyObject = ukey_DestroyObject;
  ours.C_FindObjectsInit = ukey_FindObjectsInit;
  ours.C_GetAttributeValue = ukey_GetAttributeValue;
  ours.C_SignInit = ukey_SignInit;
  ours.C_Sign = ukey_Sign;
  ours.C_GetFunctionList = C_GetFunctionList;
  *list = &ours;
  return CKR_OK;
}
