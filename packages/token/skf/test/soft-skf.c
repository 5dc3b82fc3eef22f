/*
 * A small SKF library (GM/T 0016) made of libcrypto: a double for tests and journeys, shipped nowhere, protecting nothing.
 *
 *   gcc -shared -fPIC [-DSKF_ULONG_8] -o token.so soft-skf.c -lcrypto
 *
 * One device. Its state lies in the folder of the library file (or CERTHALL_SOFT_SKF):
 *   device       "serial pin triesMost triesLeft isInitial"
 *   NAME.key     private key of a container (empty: a container without a key), NAME.cert its certificate
 *   unplugged    as long as it is there the device is out; `insertion` is any text, another at each plugging in
 *   full         no room for a container or a certificate
 *   fault        "KIND FUNCTION": crash, hang, lie, or a number (the code that is answered)
 *   calls        one line for each call, when the file is there
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifdef SKF_ULONG_8
typedef uint64_t ULONG;
#else
typedef uint32_t ULONG;
#endif
typedef int32_t BOOL;
typedef uint8_t BYTE;
#define API __attribute__((visibility("default"))) uint32_t

enum {
  OK = 0, FAIL = 0x0A000001, NOT_SUPPORTED = 0x0A000003, BAD_HANDLE = 0x0A000005, BAD_PARAMETER = 0x0A000006, BAD_NAME = 0x0A000009,
  BAD_BITS = 0x0A00000B, BAD_LENGTH = 0x0A000010, NO_KEY = 0x0A00001B, NO_CERTIFICATE = 0x0A00001C, TOO_SMALL = 0x0A000020,
  REMOVED = 0x0A000023, WRONG_PIN = 0x0A000024, LOCKED = 0x0A000025, PIN_LENGTH = 0x0A000027, NOT_LOGGED_IN = 0x0A00002D,
  NO_APPLICATION = 0x0A00002E, EXISTS = 0x0A00002F, FULL = 0x0A000030, NO_FILE = 0x0A000031
};

#pragma pack(push, 1)
typedef struct { BYTE major, minor; } VERSION;
typedef struct {
  VERSION version; char manufacturer[64], issuer[64], label[32], serial[32]; VERSION hardware, firmware;
  ULONG symmetric, asymmetric, hash, authentication, totalSpace, freeSpace, mostEcc, mostBuffer; BYTE reserved[64];
} DEVINFO;
typedef struct { ULONG algorithm, bits; BYTE modulus[256], exponent[4]; } RSAPUBLICKEYBLOB;
typedef struct { ULONG bits; BYTE x[64], y[64]; } ECCPUBLICKEYBLOB;
typedef struct { BYTE r[64], s[64]; } ECCSIGNATUREBLOB;
#pragma pack(pop)

/* Handles are of a kind, and die with the insertion they were made in. */
typedef struct { int kind; char insertion[64], name[65]; int isLoggedIn; void *owner; } Handle;
enum { DEVICE = 0x5301, APPLICATION, CONTAINER };
static const char *deviceName = "SOFT SKF 0", *applicationName = "CERTHALL";
enum { totalSpace = 65536, mostContainers = 16 };

static const char *pathOf(const char *name) {
  static char paths[4][600], folder[400];
  static int next;
  if (!folder[0]) {
    const char *given = getenv("CERTHALL_SOFT_SKF");
    Dl_info info;
    if (given) snprintf(folder, sizeof folder, "%s", given);
    else if (dladdr((void *)pathOf, &info)) {
      snprintf(folder, sizeof folder, "%s", info.dli_fname);
      char *slash = strrchr(folder, '/');
      if (slash) *slash = 0;
    }
  }
  next = (next + 1) % 4;
  snprintf(paths[next], sizeof paths[next], "%s/%s", folder, name);
  return paths[next];
}

static int isThere(const char *name) { return access(pathOf(name), F_OK) == 0; }

static long readFile(const char *name, void *into, long most) {
  FILE *file = fopen(pathOf(name), "rb");
  if (!file) return -1;
  long length = (long)fread(into, 1, most, file);
  fclose(file);
  return length;
}

/* The old one or the new one, whatever happens in between. */
static int writeFile(const char *name, const void *octets, long length) {
  char draft[200];
  snprintf(draft, sizeof draft, "%s.new", name);
  FILE *file = fopen(pathOf(draft), "wb");
  if (!file) return 0;
  int done = (long)fwrite(octets, 1, length, file) == length;
  done = !fclose(file) && done;
  return done && !rename(pathOf(draft), pathOf(name));
}

typedef struct { char serial[33], pin[33]; unsigned most, left, isInitial; } Device;

static int readDevice(Device *device) {
  char text[200] = {0};
  if (readFile("device", text, sizeof text - 1) < 0) return 0;
  return sscanf(text, "%32s %32s %u %u %u", device->serial, device->pin, &device->most, &device->left, &device->isInitial) == 5;
}

static void writeDevice(const Device *device) {
  char text[200];
  int length = snprintf(text, sizeof text, "%s %s %u %u %u\n", device->serial, device->pin, device->most, device->left, device->isInitial);
  writeFile("device", text, length);
}

/* What the test asked this function to do wrong: 0 nothing, 1 lie, a code otherwise. */
static uint32_t faultOf(const char *function) {
  char text[100] = {0}, kind[40] = "", name[60] = "";
  if (isThere("calls")) {
    FILE *file = fopen(pathOf("calls"), "a");
    if (file) fprintf(file, "%s\n", function), fclose(file);
  }
  if (readFile("fault", text, sizeof text - 1) < 0 || sscanf(text, "%39s %59s", kind, name) != 2 || strcmp(name, function)) return 0;
  if (!strcmp(kind, "crash")) *(volatile int *)8 = 1;
  if (!strcmp(kind, "hang")) for (;;) pause();
  if (!strcmp(kind, "lie")) return 1;
  return (uint32_t)strtoul(kind, NULL, 0);
}

static void insertionOf(char into[64]) {
  memset(into, 0, 64);
  readFile("insertion", into, 63);
}

static uint32_t check(Handle *handle, int kind) {
  char now[64];
  if (!handle || handle->kind != kind) return BAD_HANDLE;
  insertionOf(now);
  return isThere("unplugged") || strcmp(now, handle->insertion) ? REMOVED : OK;
}

#define ENTER uint32_t fault = faultOf(__func__); if (fault > 1) return fault
#define NEED(handle, kind) { uint32_t refusal = check(handle, kind); if (refusal) return refusal; }

static Handle *newHandle(int kind, const char *name, void *owner) {
  Handle *handle = calloc(1, sizeof *handle);
  handle->kind = kind;
  handle->owner = owner;
  snprintf(handle->name, sizeof handle->name, "%s", name);
  insertionOf(handle->insertion);
  return handle;
}

static uint32_t closeHandle(Handle *handle, int kind) {
  if (!handle || handle->kind != kind) return BAD_HANDLE;
  handle->kind = 0;
  free(handle);
  return OK;
}

/* The size to who asks with NULL, the octets to who has room for them. */
static uint32_t give(const void *octets, ULONG length, void *into, ULONG *size, uint32_t isLie) {
  ULONG room = *size;
  *size = isLie ? 0x7ffffff0 : length;
  if (!into) return OK;
  if (isLie) return memset(into, 'A', room), OK;
  if (room < length) return TOO_SMALL;
  memcpy(into, octets, length);
  return OK;
}

static const char *fileOf(const char *container, const char *ending) {
  static char names[2][100];
  static int next;
  next = !next;
  snprintf(names[next], sizeof names[next], "%s.%s", container, ending);
  return names[next];
}

/* ---- devices and applications ---- */

API SKF_EnumDev(BOOL isPresent, char *names, ULONG *size) {
  ENTER;
  char list[64] = {0};
  ULONG length = 2;
  (void)isPresent;
  if (!isThere("unplugged")) length = (ULONG)strlen(strcpy(list, deviceName)) + 2;
  return give(list, length, names, size, fault);
}

API SKF_ConnectDev(char *name, Handle **device) {
  ENTER;
  if (strcmp(name, deviceName)) return BAD_NAME;
  if (isThere("unplugged")) return REMOVED;
  *device = newHandle(DEVICE, name, NULL);
  return OK;
}

API SKF_DisConnectDev(Handle *device) { ENTER; return closeHandle(device, DEVICE); }

static long usedSpace(int *containers) {
  long used = 0;
  struct dirent *entry;
  DIR *folder = opendir(pathOf("."));
  while (folder && (entry = readdir(folder))) {
    const char *ending = strrchr(entry->d_name, '.');
    if (!ending || (strcmp(ending, ".key") && strcmp(ending, ".cert"))) continue;
    if (!strcmp(ending, ".key")) ++*containers;
    BYTE octets[20000];
    used += 64 + readFile(entry->d_name, octets, sizeof octets);
  }
  if (folder) closedir(folder);
  return used;
}

API SKF_GetDevInfo(Handle *handle, DEVINFO *info) {
  ENTER;
  NEED(handle, DEVICE);
  Device device;
  int containers = 0;
  if (!readDevice(&device)) return FAIL;
  memset(info, fault ? 'A' : 0, sizeof *info);
  if (fault) return memset((BYTE *)info + sizeof *info, 'A', 40), OK;
  info->version.major = 1;
  strcpy(info->manufacturer, "Certhall tests");
  strcpy(info->issuer, "Certhall tests");
  strcpy(info->label, "\xb2\xe2\xca\xd4 SKF"); /* GBK, as vendors write it */
  memcpy(info->serial, device.serial, strlen(device.serial));
  info->symmetric = 0x401; info->asymmetric = 0x00010000 | 0x00020100; info->hash = 1;
  info->totalSpace = totalSpace;
  info->freeSpace = isThere("full") ? 0 : (ULONG)(totalSpace - usedSpace(&containers));
  return OK;
}

API SKF_EnumApplication(Handle *device, char *names, ULONG *size) {
  ENTER;
  NEED(device, DEVICE);
  /* The one that counts comes first, for those who take the first. */
  const char list[] = "CERTHALL\0OTHER\0";
  return give(list, sizeof list, names, size, fault);
}

API SKF_OpenApplication(Handle *device, char *name, Handle **application) {
  ENTER;
  NEED(device, DEVICE);
  if (strcmp(name, applicationName)) return NO_APPLICATION;
  *application = newHandle(APPLICATION, name, device);
  return OK;
}

API SKF_CloseApplication(Handle *application) { ENTER; return closeHandle(application, APPLICATION); }

/* ---- PIN ---- */

API SKF_GetPINInfo(Handle *application, ULONG type, ULONG *most, ULONG *left, BOOL *isInitial) {
  ENTER;
  NEED(application, APPLICATION);
  Device device;
  if (type != 1 || !readDevice(&device)) return BAD_PARAMETER;
  *most = fault ? 3 : device.most;
  *left = fault ? 300 : device.left;
  *isInitial = (BOOL)device.isInitial;
  return OK;
}

/* The counter goes down before the PIN is looked at. */
static uint32_t spendTry(Device *device, const char *pin, ULONG *left) {
  if (!readDevice(device)) return FAIL;
  *left = device->left;
  if (!device->left) return LOCKED;
  *left = --device->left;
  writeDevice(device);
  if (strcmp(device->pin, pin)) return device->left ? WRONG_PIN : LOCKED;
  *left = device->left = device->most;
  writeDevice(device);
  return OK;
}

API SKF_VerifyPIN(Handle *application, ULONG type, char *pin, ULONG *left) {
  ENTER;
  NEED(application, APPLICATION);
  Device device;
  if (type != 1) return BAD_PARAMETER;
  uint32_t refusal = spendTry(&device, pin, left);
  application->isLoggedIn = !refusal;
  if (refusal && fault) *left = 77777;
  return refusal;
}

API SKF_ChangePIN(Handle *application, ULONG type, char *pin, char *newPin, ULONG *left) {
  ENTER;
  NEED(application, APPLICATION);
  Device device;
  if (type != 1) return BAD_PARAMETER;
  if (strlen(newPin) < 6 || strlen(newPin) > 16) return PIN_LENGTH;
  uint32_t refusal = spendTry(&device, pin, left);
  if (refusal) return refusal;
  strcpy(device.pin, newPin);
  device.isInitial = 0;
  writeDevice(&device);
  return OK;
}

API SKF_ClearSecureState(Handle *application) {
  ENTER;
  NEED(application, APPLICATION);
  application->isLoggedIn = 0;
  return OK;
}

/* ---- containers ---- */

static int isName(const char *name) { return strlen(name) && strlen(name) <= 64 && !strchr(name, '/') && name[0] != '.'; }

API SKF_CreateContainer(Handle *application, char *name, Handle **container) {
  ENTER;
  NEED(application, APPLICATION);
  int containers = 0;
  if (!application->isLoggedIn) return NOT_LOGGED_IN;
  if (!isName(name)) return BAD_NAME;
  if (isThere(fileOf(name, "key"))) return EXISTS;
  usedSpace(&containers);
  if (isThere("full") || containers >= mostContainers) return FULL;
  if (!writeFile(fileOf(name, "key"), "", 0)) return FAIL;
  *container = newHandle(CONTAINER, name, application);
  return OK;
}

API SKF_OpenContainer(Handle *application, char *name, Handle **container) {
  ENTER;
  NEED(application, APPLICATION);
  if (!isName(name)) return BAD_NAME;
  if (!isThere(fileOf(name, "key"))) return NO_FILE;
  *container = newHandle(CONTAINER, name, application);
  return OK;
}

API SKF_CloseContainer(Handle *container) { ENTER; return closeHandle(container, CONTAINER); }

API SKF_DeleteContainer(Handle *application, char *name) {
  ENTER;
  NEED(application, APPLICATION);
  if (!application->isLoggedIn) return NOT_LOGGED_IN;
  if (!isName(name) || unlink(pathOf(fileOf(name, "key")))) return NO_FILE;
  unlink(pathOf(fileOf(name, "cert")));
  return OK;
}

API SKF_EnumContainer(Handle *application, char *names, ULONG *size) {
  ENTER;
  NEED(application, APPLICATION);
  char list[4096] = {0};
  ULONG length = 0;
  struct dirent *entry;
  DIR *folder = opendir(pathOf("."));
  while (folder && (entry = readdir(folder))) {
    char *ending = strrchr(entry->d_name, '.');
    if (!ending || strcmp(ending, ".key")) continue;
    *ending = 0;
    length += (ULONG)strlen(strcpy(list + length, entry->d_name)) + 1;
  }
  if (folder) closedir(folder);
  return give(list, length ? length + 1 : 2, names, size, fault);
}

static EVP_PKEY *readKey(const Handle *container) {
  FILE *file = fopen(pathOf(fileOf(container->name, "key")), "rb");
  if (!file) return NULL;
  EVP_PKEY *key = PEM_read_PrivateKey(file, NULL, NULL, NULL);
  fclose(file);
  return key;
}

/* A token that was pulled out meanwhile keeps nothing. */
static uint32_t keepKey(Handle *container, EVP_PKEY *key) {
  if (!key) return FAIL;
  BIO *memory = BIO_new(BIO_s_mem());
  char *text;
  PEM_write_bio_PKCS8PrivateKey(memory, key, NULL, NULL, 0, NULL, NULL);
  long length = BIO_get_mem_data(memory, &text);
  uint32_t refusal = check(container, CONTAINER);
  if (!refusal && !writeFile(fileOf(container->name, "key"), text, length)) refusal = FAIL;
  BIO_free(memory);
  return refusal;
}

static void rsaBlob(EVP_PKEY *key, RSAPUBLICKEYBLOB *blob) {
  BIGNUM *modulus = NULL, *exponent = NULL;
  EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_RSA_N, &modulus);
  EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_RSA_E, &exponent);
  memset(blob, 0, sizeof *blob);
  blob->algorithm = 0x00010000;
  blob->bits = (ULONG)BN_num_bits(modulus);
  BN_bn2binpad(modulus, blob->modulus, sizeof blob->modulus);
  BN_bn2binpad(exponent, blob->exponent, sizeof blob->exponent);
  BN_free(modulus);
  BN_free(exponent);
}

static void eccBlob(EVP_PKEY *key, ECCPUBLICKEYBLOB *blob) {
  BIGNUM *x = NULL, *y = NULL;
  EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_EC_PUB_X, &x);
  EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_EC_PUB_Y, &y);
  memset(blob, 0, sizeof *blob);
  blob->bits = 256;
  BN_bn2binpad(x, blob->x, sizeof blob->x);
  BN_bn2binpad(y, blob->y, sizeof blob->y);
  BN_free(x);
  BN_free(y);
}

API SKF_GenECCKeyPair(Handle *container, ULONG algorithm, ECCPUBLICKEYBLOB *blob) {
  ENTER;
  NEED(container, CONTAINER);
  if (!((Handle *)container->owner)->isLoggedIn) return NOT_LOGGED_IN;
  /* As in the text of 2023; who asks with the number of 2012 has to ask again. */
  if (algorithm != 0x00020200) return NOT_SUPPORTED;
  /* Generated as "SM2": a key of type EC on this curve would sign ECDSA. */
  EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "SM2");
  uint32_t refusal = keepKey(container, key);
  if (!refusal) eccBlob(key, blob);
  if (!refusal && fault) memset(blob, 0xff, sizeof *blob);
  EVP_PKEY_free(key);
  return refusal;
}

API SKF_GenRSAKeyPair(Handle *container, ULONG bits, RSAPUBLICKEYBLOB *blob) {
  ENTER;
  NEED(container, CONTAINER);
  if (!((Handle *)container->owner)->isLoggedIn) return NOT_LOGGED_IN;
  if (bits != 2048) return BAD_BITS;
  EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)bits);
  uint32_t refusal = keepKey(container, key);
  if (!refusal) rsaBlob(key, blob);
  EVP_PKEY_free(key);
  return refusal;
}

API SKF_ExportPublicKey(Handle *container, BOOL isSign, BYTE *into, ULONG *size) {
  ENTER;
  NEED(container, CONTAINER);
  EVP_PKEY *key = isSign ? readKey(container) : NULL;
  union { RSAPUBLICKEYBLOB rsa; ECCPUBLICKEYBLOB ecc; } blob;
  if (!key) return NO_KEY;
  int isRsa = EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA;
  if (isRsa) rsaBlob(key, &blob.rsa);
  else eccBlob(key, &blob.ecc);
  EVP_PKEY_free(key);
  return give(&blob, isRsa ? sizeof blob.rsa : sizeof blob.ecc, into, size, fault);
}

/* ---- signatures and certificates ---- */

API SKF_ECCSignData(Handle *container, BYTE *digest, ULONG length, ECCSIGNATUREBLOB *blob) {
  ENTER;
  NEED(container, CONTAINER);
  BYTE der[80];
  size_t octets = sizeof der;
  if (!((Handle *)container->owner)->isLoggedIn) return NOT_LOGGED_IN;
  if (length != 32) return BAD_LENGTH;
  EVP_PKEY *key = readKey(container);
  if (!key) return NO_KEY;
  EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(key, NULL);
  int done = EVP_PKEY_sign_init(context) > 0 && EVP_PKEY_sign(context, der, &octets, digest, length) > 0;
  EVP_PKEY_CTX_free(context);
  EVP_PKEY_free(key);
  if (!done) return FAIL;
  const BYTE *at = der;
  ECDSA_SIG *signature = d2i_ECDSA_SIG(NULL, &at, (long)octets);
  memset(blob, 0, sizeof *blob);
  BN_bn2binpad(ECDSA_SIG_get0_r(signature), blob->r, sizeof blob->r);
  BN_bn2binpad(ECDSA_SIG_get0_s(signature), blob->s, sizeof blob->s);
  ECDSA_SIG_free(signature);
  if (fault) blob->s[63] ^= 1;
  return check(container, CONTAINER);
}

API SKF_RSASignData(Handle *container, BYTE *content, ULONG length, BYTE *signature, ULONG *size) {
  ENTER;
  NEED(container, CONTAINER);
  BYTE value[512];
  size_t octets = sizeof value;
  if (!((Handle *)container->owner)->isLoggedIn) return NOT_LOGGED_IN;
  EVP_PKEY *key = readKey(container);
  if (!key) return NO_KEY;
  EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(key, NULL);
  int done = EVP_PKEY_sign_init(context) > 0 && EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) > 0
    && EVP_PKEY_sign(context, value, &octets, content, length) > 0;
  EVP_PKEY_CTX_free(context);
  EVP_PKEY_free(key);
  return done ? give(value, (ULONG)octets, signature, size, fault) : FAIL;
}

API SKF_ImportCertificate(Handle *container, BOOL isSign, BYTE *certificate, ULONG length) {
  ENTER;
  NEED(container, CONTAINER);
  if (!((Handle *)container->owner)->isLoggedIn) return NOT_LOGGED_IN;
  if (!isSign) return NOT_SUPPORTED;
  if (isThere("full")) return FULL;
  return writeFile(fileOf(container->name, "cert"), certificate, (long)length - (fault ? 1 : 0)) ? OK : FAIL;
}

API SKF_ExportCertificate(Handle *container, BOOL isSign, BYTE *into, ULONG *size) {
  ENTER;
  NEED(container, CONTAINER);
  BYTE certificate[16384];
  long length = isSign ? readFile(fileOf(container->name, "cert"), certificate, sizeof certificate) : -1;
  return length < 0 ? NO_CERTIFICATE : give(certificate, (ULONG)length, into, size, fault);
}
