// Typed wrappers for curl_easy_setopt, which is variadic and so out of Swift's reach.
#ifndef WATCHWORD_CCURL_H
#define WATCHWORD_CCURL_H
#include <curl/curl.h>

/// curl_global_init(3) with everything. To be called once, before any other call.
CURLcode watchword_curl_global_init(void);

/// Options that take a long.
CURLcode watchword_curl_set_long(CURL *handle, CURLoption option, long value);

/// Options that take a string, which curl copies. NULL puts the option back to its default.
CURLcode watchword_curl_set_string(CURL *handle, CURLoption option, const char *value);

/// CURLOPT_HTTPHEADER. The list stays the caller's and must live until another list, or NULL, is set.
CURLcode watchword_curl_set_headers(CURL *handle, struct curl_slist *headers);

/// The body of a POST, of `count` bytes, which curl copies.
CURLcode watchword_curl_set_body(CURL *handle, const char *bytes, curl_off_t count);

/// CURLOPT_WRITEFUNCTION or CURLOPT_HEADERFUNCTION, with the context handed to each call.
CURLcode watchword_curl_set_write(CURL *handle, curl_write_callback callback, void *context);
CURLcode watchword_curl_set_header(CURL *handle, curl_write_callback callback, void *context);

/// CURLOPT_XFERINFOFUNCTION, switched on, with the context handed to each call.
CURLcode watchword_curl_set_progress(CURL *handle, curl_xferinfo_callback callback, void *context);

/// CURLOPT_OPENSOCKETFUNCTION, with the context handed to each call.
CURLcode watchword_curl_set_open_socket(CURL *handle, curl_opensocket_callback callback, void *context);

/// What was found wrong with the server's chain of certificates, or with the proxy's: one of X509_V_ERR_*, or 0.
long watchword_curl_verify_result(CURL *handle);

/// How long it took until the request could be sent; 0 where it never could.
curl_off_t watchword_curl_pretransfer_microseconds(CURL *handle);
/// CURLOPT_READFUNCTION, with the context handed to each call, and how many bytes it will give.
CURLcode watchword_curl_set_upload(CURL *handle, curl_read_callback callback, void *context, curl_off_t count);

/// CURLOPT_MAIL_RCPT. The list stays the caller's and must live until another list, or NULL, is set.
CURLcode watchword_curl_set_recipients(CURL *handle, struct curl_slist *recipients);

/// A mail goes to the recipients that the server takes, unless it takes none.
CURLcode watchword_curl_allow_refused_recipients(CURL *handle);

/// CURLOPT_DEBUGFUNCTION, switched on, with the context handed to each call.
CURLcode watchword_curl_set_debug(CURL *handle, curl_debug_callback callback, void *context);

/// The socket of the last connection, which stays curl's; -1 where it is closed.
int watchword_curl_active_socket(CURL *handle);

/// The status of the last response, 0 where there was none.
long watchword_curl_response_code(CURL *handle);

#endif
