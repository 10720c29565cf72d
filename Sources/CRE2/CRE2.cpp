#include "CRE2.h"

#include <memory>
#include <string>
#include <vector>

#include <re2/filtered_re2.h>
#include <re2/re2.h>

struct watchword_regex {
  // Holds one expression.
  re2::FilteredRE2 filter;
  std::vector<std::string> literals;

  explicit watchword_regex(size_t fewest_literal_bytes) : filter(static_cast<int>(fewest_literal_bytes)) {}
  const re2::RE2 &re() const { return filter.GetRE2(0); }
};

static int code_of(re2::RE2::ErrorCode code) {
  switch (code) {
  case re2::RE2::NoError:
    return WATCHWORD_REGEX_OK;
  case re2::RE2::ErrorBadEscape:
    return WATCHWORD_REGEX_BAD_ESCAPE;
  case re2::RE2::ErrorBadCharClass:
    return WATCHWORD_REGEX_BAD_CLASS;
  case re2::RE2::ErrorBadCharRange:
    return WATCHWORD_REGEX_BAD_RANGE;
  case re2::RE2::ErrorMissingBracket:
    return WATCHWORD_REGEX_MISSING_BRACKET;
  case re2::RE2::ErrorMissingParen:
    return WATCHWORD_REGEX_MISSING_PARENTHESIS;
  case re2::RE2::ErrorUnexpectedParen:
    return WATCHWORD_REGEX_UNEXPECTED_PARENTHESIS;
  case re2::RE2::ErrorTrailingBackslash:
    return WATCHWORD_REGEX_TRAILING_BACKSLASH;
  case re2::RE2::ErrorRepeatArgument:
    return WATCHWORD_REGEX_NOTHING_TO_REPEAT;
  case re2::RE2::ErrorRepeatSize:
    return WATCHWORD_REGEX_BAD_REPEAT_COUNT;
  case re2::RE2::ErrorRepeatOp:
    return WATCHWORD_REGEX_BAD_REPEAT;
  case re2::RE2::ErrorBadPerlOp:
    return WATCHWORD_REGEX_BAD_GROUP;
  case re2::RE2::ErrorBadNamedCapture:
    return WATCHWORD_REGEX_BAD_GROUP_NAME;
  case re2::RE2::ErrorPatternTooLarge:
    return WATCHWORD_REGEX_TOO_LARGE;
  default:
    return WATCHWORD_REGEX_OTHER;
  }
}

static re2::RE2::Options options_of(int64_t maximum_memory) {
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(maximum_memory);
  options.set_never_capture(true);
  return options;
}

// The longest string that every match has, or else all strings of which each match has one.
static std::vector<std::string> literals_of(re2::FilteredRE2 &filter) {
  // More are not worth trying one by one.
  const size_t most_tried = 200;
  std::vector<std::string> strings;
  filter.Compile(&strings);
  std::vector<int> potentials;
  filter.AllPotentials({}, &potentials);
  if (!potentials.empty()) return {};
  size_t longest = strings.size();
  for (size_t i = 0; i < strings.size() && strings.size() <= most_tried; i++) {
    // The filter only joins strings by AND and OR: what is false with all others needs this one.
    std::vector<int> others;
    for (size_t j = 0; j < strings.size(); j++)
      if (j != i) others.push_back(static_cast<int>(j));
    filter.AllPotentials(others, &potentials);
    bool is_longer = longest == strings.size() || strings[i].size() > strings[longest].size();
    if (potentials.empty() && is_longer) longest = i;
  }
  if (longest < strings.size()) return {strings[longest]};
  return strings;
}

watchword_regex *watchword_regex_compile(const char *pattern, size_t length, int64_t maximum_memory,
                                         size_t fewest_literal_bytes, watchword_regex_error *error) {
  *error = {WATCHWORD_REGEX_OTHER, 0, length};
  try {
    re2::StringPiece piece(pattern, length);
    re2::RE2::Options options = options_of(maximum_memory);
    auto regex = std::make_unique<watchword_regex>(fewest_literal_bytes);
    int id;
    error->code = code_of(regex->filter.Add(piece, options, &id));
    if (error->code != WATCHWORD_REGEX_OK) {
      // The filter does not tell which part is wrong.
      re2::RE2 re(piece, options);
      const std::string &wrong = re.error_arg();
      size_t place = wrong.empty() ? std::string::npos : std::string(pattern, length).find(wrong);
      if (place != std::string::npos) {
        error->from = place;
        error->to = place + wrong.size();
      }
      return nullptr;
    }
    regex->literals = literals_of(regex->filter);
    return regex.release();
  } catch (...) {
    error->code = WATCHWORD_REGEX_OTHER;
    return nullptr;
  }
}

void watchword_regex_free(watchword_regex *regex) { delete regex; }

bool watchword_regex_matches_only_nothing(const watchword_regex *regex) {
  // Of a program that never reads a byte the number is negative. What always stands at the beginning of the text is no
  // part of the program, unless the whole is repeated.
  try {
    std::vector<int> histogram;
    if (regex->re().ProgramFanout(&histogram) >= 0) return false;
    re2::RE2 repeated("(?:" + regex->re().pattern() + ")*", regex->re().options());
    return repeated.ok() && repeated.ProgramFanout(&histogram) < 0;
  } catch (...) {
    return false;
  }
}

size_t watchword_regex_literal_count(const watchword_regex *regex) { return regex->literals.size(); }

const char *watchword_regex_literal(const watchword_regex *regex, size_t index, size_t *length) {
  const std::string &literal = regex->literals[index];
  *length = literal.size();
  return literal.data();
}

bool watchword_regex_find(const watchword_regex *regex, const char *text, size_t length, size_t start, size_t *from,
                          size_t *to) {
  try {
    re2::StringPiece whole(text, length);
    re2::StringPiece match;
    if (!regex->re().Match(whole, start, length, re2::RE2::UNANCHORED, &match, 1)) return false;
    *from = static_cast<size_t>(match.data() - text);
    *to = *from + match.size();
    return true;
  } catch (...) {
    return false;
  }
}
