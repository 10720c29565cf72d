// RE2 behind plain C names: it is C++. Nothing is thrown across, nothing is written to stderr.
#ifndef WATCHWORD_CRE2_H
#define WATCHWORD_CRE2_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// Why a pattern is no regular expression.
enum {
  WATCHWORD_REGEX_OK,
  WATCHWORD_REGEX_OTHER,
  WATCHWORD_REGEX_BAD_ESCAPE,
  WATCHWORD_REGEX_BAD_CLASS,
  WATCHWORD_REGEX_BAD_RANGE,
  WATCHWORD_REGEX_MISSING_BRACKET,
  WATCHWORD_REGEX_MISSING_PARENTHESIS,
  WATCHWORD_REGEX_UNEXPECTED_PARENTHESIS,
  WATCHWORD_REGEX_TRAILING_BACKSLASH,
  WATCHWORD_REGEX_NOTHING_TO_REPEAT,
  WATCHWORD_REGEX_BAD_REPEAT_COUNT,
  WATCHWORD_REGEX_BAD_REPEAT,
  WATCHWORD_REGEX_BAD_GROUP,
  WATCHWORD_REGEX_BAD_GROUP_NAME,
  WATCHWORD_REGEX_TOO_LARGE,
};

typedef struct {
  int code;
  // The wrong part, in bytes of the pattern; all of it where RE2 names none.
  size_t from;
  size_t to;
} watchword_regex_error;

// A compiled pattern. Immutable: may be used by several threads at once.
typedef struct watchword_regex watchword_regex;

// Compiles a pattern of UTF-8. RE2 uses at most `maximum_memory` bytes for its program and for what it remembers while it
// searches. Returns NULL and fills `error` where that cannot be done.
watchword_regex *watchword_regex_compile(const char *pattern, size_t length, int64_t maximum_memory,
                                         size_t fewest_literal_bytes, watchword_regex_error *error);
void watchword_regex_free(watchword_regex *regex);

// Whether no text but the empty one can be matched.
bool watchword_regex_matches_only_nothing(const watchword_regex *regex);

// Strings, in lower case as RE2 has it, one of which is, in any case, in every text that is matched; none where no such
// strings are known. `length` is given the bytes of the string.
size_t watchword_regex_literal_count(const watchword_regex *regex);
const char *watchword_regex_literal(const watchword_regex *regex, size_t index, size_t *length);

// The first match in `text` that begins at `start` or later, which what stands before is known to. In time linear in
// `length - start`. False where there is none.
bool watchword_regex_find(const watchword_regex *regex, const char *text, size_t length, size_t start, size_t *from,
                          size_t *to);

#ifdef __cplusplus
}
#endif

#endif
