// Typed wrappers for curl_easy_setopt, which is variadic and so out of Swift's reach.
#ifndef WATCHWORD_CCURL_H
#define WATCHWORD_CCURL_H
#include <curl/curl.h>
#endif
