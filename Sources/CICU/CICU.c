#include "CICU.h"

#include <stddef.h>
#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>

static bool is_spaceless(UChar32 scalar) {
  if (u_hasBinaryProperty(scalar, UCHAR_IDEOGRAPHIC)) return true;
  if (u_getIntPropertyValue(scalar, UCHAR_LINE_BREAK) == U_LB_COMPLEX_CONTEXT) return true;
  if (u_getIntPropertyValue(scalar, UCHAR_WORD_BREAK) == U_WB_KATAKANA) return true;
  return u_getIntPropertyValue(scalar, UCHAR_SCRIPT) == USCRIPT_HIRAGANA && u_isalpha(scalar);
}

static uint8_t word_of(UChar32 scalar) {
  switch (u_getIntPropertyValue(scalar, UCHAR_WORD_BREAK)) {
  case U_WB_EXTEND:
  case U_WB_FORMAT:
  case U_WB_ZWJ:
    return WATCHWORD_WORD_EXTEND;
  case U_WB_NUMERIC:
    return WATCHWORD_WORD_NUMERIC;
  case U_WB_HEBREW_LETTER:
    return WATCHWORD_WORD_HEBREW_LETTER;
  case U_WB_MIDLETTER:
    return WATCHWORD_WORD_MID_LETTER;
  case U_WB_MIDNUM:
    return WATCHWORD_WORD_MID_NUMBER;
  case U_WB_ALETTER:
    return is_spaceless(scalar) ? WATCHWORD_WORD_SPACELESS : WATCHWORD_WORD_LETTER;
  default:
    return is_spaceless(scalar) ? WATCHWORD_WORD_SPACELESS : WATCHWORD_WORD_OTHER;
  }
}

static uint8_t sentence_of(UChar32 scalar) {
  switch (u_getIntPropertyValue(scalar, UCHAR_SENTENCE_BREAK)) {
  case U_SB_STERM:
    return WATCHWORD_SENTENCE_TERMINATOR;
  case U_SB_SCONTINUE:
    return WATCHWORD_SENTENCE_CONTINUE;
  default:
    return WATCHWORD_SENTENCE_OTHER;
  }
}

static uint8_t category_of(UChar32 scalar) {
  switch (u_charType(scalar)) {
  case U_UPPERCASE_LETTER:
  case U_TITLECASE_LETTER:
    return WATCHWORD_CATEGORY_UPPER;
  case U_LOWERCASE_LETTER:
    return WATCHWORD_CATEGORY_LOWER;
  case U_NON_SPACING_MARK:
  case U_ENCLOSING_MARK:
  case U_COMBINING_SPACING_MARK:
    return WATCHWORD_CATEGORY_MARK;
  case U_SPACE_SEPARATOR:
    return WATCHWORD_CATEGORY_SPACE;
  default:
    return WATCHWORD_CATEGORY_OTHER;
  }
}

watchword_character watchword_character_of(uint32_t scalar) {
  UChar32 c = (UChar32)scalar;
  return (watchword_character){
      .word = word_of(c),
      .sentence = sentence_of(c),
      .category = category_of(c),
      .is_default_ignorable = u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT),
  };
}

uint32_t watchword_fold_case(uint32_t scalar) { return (uint32_t)u_foldCase((UChar32)scalar, U_FOLD_CASE_DEFAULT); }

int32_t watchword_normalize(bool composed, const uint16_t *source, int32_t length, uint16_t *target,
                            int32_t capacity) {
  UErrorCode status = U_ZERO_ERROR;
  const UNormalizer2 *normalizer = composed ? unorm2_getNFCInstance(&status) : unorm2_getNFDInstance(&status);
  if (U_FAILURE(status)) return -1;
  int32_t needed = unorm2_normalize(normalizer, (const UChar *)source, length, (UChar *)target, capacity, &status);
  if (U_FAILURE(status) && status != U_BUFFER_OVERFLOW_ERROR) return -1;
  return needed;
}

struct watchword_words;

watchword_words *watchword_words_open(void) {
  UErrorCode status = U_ZERO_ERROR;
  UBreakIterator *iterator = ubrk_open(UBRK_WORD, "", NULL, 0, &status);
  if (U_FAILURE(status)) {
    if (iterator != NULL) ubrk_close(iterator);
    return NULL;
  }
  return (watchword_words *)iterator;
}

void watchword_words_close(watchword_words *words) { ubrk_close((UBreakIterator *)words); }

int32_t watchword_words_boundaries(watchword_words *words, const uint16_t *text, int32_t length, int32_t *boundaries,
                                   int32_t capacity) {
  static const UChar nothing[1] = {0};
  UBreakIterator *iterator = (UBreakIterator *)words;
  UErrorCode status = U_ZERO_ERROR;
  ubrk_setText(iterator, (const UChar *)text, length, &status);
  if (U_FAILURE(status)) return -1;
  int32_t count = 0;
  ubrk_first(iterator);
  for (int32_t end = ubrk_next(iterator); end != UBRK_DONE && count < capacity; end = ubrk_next(iterator)) {
    boundaries[count] = end;
    count += 1;
  }
  // The iterator must not point into memory of the caller after this.
  ubrk_setText(iterator, nothing, 0, &status);
  return U_FAILURE(status) ? -1 : count;
}
