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

/// The status of the last response, 0 where there was none.
long watchword_curl_response_code(CURL *handle);

#endif
