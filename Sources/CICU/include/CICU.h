// ICU's word boundaries, normal forms and character properties behind plain C names: ICU renames every symbol per
// version by macros, which Swift cannot see.
#ifndef WATCHWORD_CICU_H
#define WATCHWORD_CICU_H

#include <stdbool.h>
#include <stdint.h>

// Word_Break of UAX #29, as far as words are concerned; scripts without spaces are told apart.
enum {
  WATCHWORD_WORD_OTHER,
  WATCHWORD_WORD_LETTER,
  WATCHWORD_WORD_HEBREW_LETTER,
  WATCHWORD_WORD_NUMERIC,
  WATCHWORD_WORD_EXTEND,
  WATCHWORD_WORD_MID_LETTER,
  WATCHWORD_WORD_MID_NUMBER,
  // Han, Hiragana, Katakana and the scripts of line break class SA (Thai, Lao, Khmer, Myanmar, …).
  WATCHWORD_WORD_SPACELESS,
};

// Sentence_Break of UAX #29, as far as sentence ends are concerned.
enum {
  WATCHWORD_SENTENCE_OTHER,
  WATCHWORD_SENTENCE_TERMINATOR,
  WATCHWORD_SENTENCE_CONTINUE,
};

// General_Category, as far as it matters here.
enum {
  WATCHWORD_CATEGORY_OTHER,
  WATCHWORD_CATEGORY_UPPER,
  WATCHWORD_CATEGORY_LOWER,
  WATCHWORD_CATEGORY_MARK,
  WATCHWORD_CATEGORY_SPACE,
};

typedef struct {
  uint8_t word;
  uint8_t sentence;
  uint8_t category;
  bool is_default_ignorable;
} watchword_character;

watchword_character watchword_character_of(uint32_t scalar);

// Simple case folding: the same for all letters that are equal letter case aside.
uint32_t watchword_fold_case(uint32_t scalar);

// Canonical composition (NFC) or decomposition (NFD) of UTF-16. Returns the length of the result, which is written as
// far as `capacity` allows, or -1 where ICU fails.
int32_t watchword_normalize(bool composed, const uint16_t *source, int32_t length, uint16_t *target,
                            int32_t capacity);

// An iterator over word boundaries, for one thread at a time; NULL where ICU's data are missing.
typedef struct watchword_words watchword_words;
watchword_words *watchword_words_open(void);
void watchword_words_close(watchword_words *words);

// The ends of the segments of `length` UTF-16 units, ascending, the last equal to `length`. Returns how many were
// written, at most `capacity`, or -1 where ICU fails. `text` is not kept.
int32_t watchword_words_boundaries(watchword_words *words, const uint16_t *text, int32_t length, int32_t *boundaries,
                                   int32_t capacity);

#endif
