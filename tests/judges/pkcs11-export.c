/*
 * Tries to get every private key out of the one PKCS#11 token, by reading it and by wrapping it under a key of our own:
 * `pkcs11-export PIN`. One line for each key: ID, value of C_GetAttributeValue, value of C_WrapKey.
 */
#define CRYPTOKI_COMPAT
#include <p11-kit/pkcs11.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define OK(call) do { CK_RV value = (call); if (value != CKR_OK) { fprintf(stderr, "%s: 0x%lx\n", #call, value); exit(1); } } while (0)

extern CK_RV C_GetFunctionList(CK_FUNCTION_LIST **list);

int main(int count, char **words) {
  if (count != 2) return 2;
  CK_FUNCTION_LIST *pkcs11;
  CK_SLOT_ID slots[8];
  CK_ULONG slot_count = 8, found = 0;
  CK_SESSION_HANDLE session;
  CK_OBJECT_HANDLE wrapper, keys[32];
  CK_BBOOL yes = CK_TRUE, no = CK_FALSE;
  CK_ULONG octets = 32;
  CK_OBJECT_CLASS private_key = CKO_PRIVATE_KEY;
  CK_MECHANISM make = { CKM_AES_KEY_GEN, NULL, 0 }, wrap = { CKM_AES_KEY_WRAP_PAD, NULL, 0 };
  CK_ATTRIBUTE wanted[] = { { CKA_CLASS, &private_key, sizeof private_key } };
  CK_ATTRIBUTE ours[] = { { CKA_TOKEN, &no, 1 }, { CKA_WRAP, &yes, 1 }, { CKA_VALUE_LEN, &octets, sizeof octets } };
  OK(C_GetFunctionList(&pkcs11));
  OK(pkcs11->C_Initialize(NULL));
  OK(pkcs11->C_GetSlotList(CK_TRUE, slots, &slot_count));
  OK(pkcs11->C_OpenSession(slots[0], CKF_SERIAL_SESSION | CKF_RW_SESSION, NULL, NULL, &session));
  OK(pkcs11->C_Login(session, CKU_USER, (unsigned char *)words[1], strlen(words[1])));
  OK(pkcs11->C_GenerateKey(session, &make, ours, 3, &wrapper));
  OK(pkcs11->C_FindObjectsInit(session, wanted, 1));
  OK(pkcs11->C_FindObjects(session, keys, 32, &found));
  OK(pkcs11->C_FindObjectsFinal(session));
  for (CK_ULONG index = 0; index < found; index += 1) {
    unsigned char id[64], value[4096], wrapped[4096];
    CK_ATTRIBUTE name = { CKA_ID, id, sizeof id }, secret = { CKA_VALUE, value, sizeof value };
    CK_ULONG length = sizeof wrapped;
    OK(pkcs11->C_GetAttributeValue(session, keys[index], &name, 1));
    CK_RV read = pkcs11->C_GetAttributeValue(session, keys[index], &secret, 1);
    CK_RV taken = pkcs11->C_WrapKey(session, &wrap, wrapper, keys[index], wrapped, &length);
    for (CK_ULONG at = 0; at < name.ulValueLen; at += 1) printf("%02x", id[at]);
    printf(" 0x%lx 0x%lx\n", read, taken);
  }
  OK(pkcs11->C_Finalize(NULL));
  return 0;
}
