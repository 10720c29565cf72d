#include "CTLS.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stdio.h>

static int write_pem(const char *path, X509 *certificate, EVP_PKEY *key, const char *password) {
  FILE *file = fopen(path, "w");
  if (!file) return 0;
  int done = certificate ? PEM_write_X509(file, certificate)
                         : PEM_write_PrivateKey(file, key, password ? EVP_aes_256_cbc() : NULL, NULL, 0, NULL,
                                                (void *)password);
  return fclose(file) == 0 && done;
}

static X509 *read_certificate(const char *path) {
  FILE *file = fopen(path, "r");
  X509 *certificate = file ? PEM_read_X509(file, NULL, NULL, NULL) : NULL;
  if (file) fclose(file);
  return certificate;
}

static EVP_PKEY *read_key(const char *path) {
  FILE *file = fopen(path, "r");
  EVP_PKEY *key = file ? PEM_read_PrivateKey(file, NULL, NULL, NULL) : NULL;
  if (file) fclose(file);
  return key;
}

static int add_extension(X509 *certificate, X509 *issuer, int kind, const char *value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, NULL, NULL, 0);
  X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, kind, value);
  int done = extension && X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
  return done;
}

int ctls_make_certificate(const char *certificate_path, const char *key_path, const char *name,
                          const char *issuer_certificate_path, const char *issuer_key_path, long from, long to,
                          const char *password) {
  EVP_PKEY *key = EVP_EC_gen("P-256");
  X509 *certificate = X509_new();
  X509 *issuer = issuer_certificate_path ? read_certificate(issuer_certificate_path) : certificate;
  EVP_PKEY *issuer_key = issuer_key_path ? read_key(issuer_key_path) : key;
  static long serial = 0;
  char names[300];
  snprintf(names, sizeof names, "DNS:%s", name);
  int done = key && certificate && issuer && issuer_key && X509_set_version(certificate, 2) &&
             ASN1_INTEGER_set(X509_get_serialNumber(certificate), __atomic_add_fetch(&serial, 1, __ATOMIC_RELAXED)) &&
             X509_gmtime_adj(X509_getm_notBefore(certificate), from) &&
             X509_gmtime_adj(X509_getm_notAfter(certificate), to) && X509_set_pubkey(certificate, key) &&
             X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_UTF8,
                                        (const unsigned char *)name, -1, -1, 0) &&
             X509_set_issuer_name(certificate, X509_get_subject_name(issuer)) &&
             add_extension(certificate, issuer, NID_basic_constraints,
                           issuer == certificate ? "critical,CA:TRUE" : "critical,CA:FALSE") &&
             add_extension(certificate, issuer, NID_subject_alt_name, names) &&
             X509_sign(certificate, issuer_key, EVP_sha256()) && write_pem(certificate_path, certificate, NULL, NULL) &&
             write_pem(key_path, NULL, key, password);
  if (issuer != certificate) X509_free(issuer);
  if (issuer_key != key) EVP_PKEY_free(issuer_key);
  X509_free(certificate);
  EVP_PKEY_free(key);
  return done;
}

void *ctls_server_make(const char *certificate_path, const char *key_path, const char *client_authority_path) {
  SSL_CTX *server = SSL_CTX_new(TLS_server_method());
  int done = server && SSL_CTX_use_certificate_chain_file(server, certificate_path) == 1 &&
             SSL_CTX_use_PrivateKey_file(server, key_path, SSL_FILETYPE_PEM) == 1;
  if (done && client_authority_path) {
    done = SSL_CTX_load_verify_locations(server, client_authority_path, NULL) == 1;
    SSL_CTX_set_verify(server, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
  }
  if (done) return server;
  SSL_CTX_free(server);
  return NULL;
}

void ctls_server_free(void *server) { SSL_CTX_free(server); }

void *ctls_accept(void *server, int socket) {
  SSL *connection = SSL_new(server);
  if (connection && SSL_set_fd(connection, socket) == 1 && SSL_accept(connection) == 1) return connection;
  SSL_free(connection);
  return NULL;
}

void ctls_free(void *connection) { SSL_free(connection); }

long ctls_read(void *connection, void *bytes, long count) { return SSL_read(connection, bytes, (int)count); }

long ctls_write(void *connection, const void *bytes, long count) { return SSL_write(connection, bytes, (int)count); }
