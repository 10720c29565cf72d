// A server's side of TLS and certificates made on the spot, by libssl; for tests alone.
#ifndef WATCHWORD_CTLS_H
#define WATCHWORD_CTLS_H

/// Makes a key and a certificate for a DNS name, as PEM files, valid from and to so many seconds from now. Without issuer
/// it is an authority that signs itself; with one (its certificate and key) it is that one's. With a password the key is
/// encrypted. 0 where that failed.
int ctls_make_certificate(const char *certificate_path, const char *key_path, const char *name,
                          const char *issuer_certificate_path, const char *issuer_key_path, long from, long to,
                          const char *password);

/// A server with certificate and key; with an authority, clients need a certificate of it. NULL where that failed.
void *ctls_server_make(const char *certificate_path, const char *key_path, const char *client_authority_path);
void ctls_server_free(void *server);

/// Shakes hands on a connected socket, which stays the caller's. NULL where that failed.
void *ctls_accept(void *server, int socket);
void ctls_free(void *connection);

/// How many bytes were read or written; 0 or less at the end. SIGPIPE must be ignored.
long ctls_read(void *connection, void *bytes, long count);
long ctls_write(void *connection, const void *bytes, long count);

#endif
