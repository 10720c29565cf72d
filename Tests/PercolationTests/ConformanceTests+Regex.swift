/// `/regex/`.
extension ConformanceTests {
  static let regexes = [
    Row("/red/", "green red blue", "1"),
    // Letter case matters, and only what is so written.
    Row("/red/", "Red", "-"),
    Row("/(?i)RED/", "Red red", "0 1"),
    Row("/café/", "cafe café", "1"),
    // A span is the tokens that are touched, even where words are only touched in part.
    Row("/ed gr/", "red green blue", "0+1"),
    Row("/[0-9]+ tons/", "some 500 tons and 7 tons", "1+2 4+5"),
    Row("/an/", "banana pan", "0 1"),
    Row("/1,000 (tons|kilos)/", "about 1,000 tons", "1+2"),
    // What touches no token, and what is empty, does not count.
    Row("/ - /", "red - green", "-"),
    Row("/, /", "red, green", "-"),
    Row("/x*/", "red green", "-"),
    Row("/x*/", "red xx green", "1"),
    // From left to right, without overlaps; the first alternative that fits.
    Row("/red green|green blue/", "red green blue", "0+1"),
    Row("/red|red green/", "red green", "0"),
    Row("/re.*n/", "red green", "0+1"),
    Row("/re.*?d/", "red green red", "0 1+2"),
    // Two matches that touch one token give one span, or spans that share it.
    Row("/d g|n b/", "red green blue", "0+1 1+2"),
    // A dot is no line end; \s is, and so a match may cross paragraphs, but never zones.
    Row("/red.*blue/", "red\nblue", "-"),
    Row("/red\\s+blue/", "red\nblue", "0+1"),
    Row("/(?s)red.*blue/", "red green\ngreen blue", "0+1+2+3"),
    Row("/(?s)red.*blue/", "T:red\nblue", "-"),
    // The ends of a zone, and of lines.
    Row("/^red/", "T:red\nred green red\nred", "0 1"),
    Row("/(?m)^red/", "T:red\nred green red\nred", "0 1 4"),
    Row("/red$/", "red blue red", "2"),
    Row("/\\bed\\b/", "red ed", "1"),
    // Zones.
    Row("/red/", "T:red\nred\nC:red\nF:red", "0 1"),
    Row("title:/red/", "T:red\nred", "0"),
    Row("body:/red/", "T:red\nred\nred", "1 2"),
    Row("lead:/red/", "T:red\nred\nred", "1"),
    // Of the lead the end is its own.
    Row("lead:/red$/", "T:red\nblue red\nred blue", "2"),
    Row("any:/red/", "T:red\nred\nC:red\nF:red", "0 1 2 3"),
    Row("caption:/red/", "red\nC:red\nC:blue red", "1 3"),
    Row("caption:/(?s)red.*blue/", "red\nC:red\nC:blue red", "1+2"),
    Row("any:title:/red/", "T:red\nred", "0"),
    // With every operator.
    Row("/re./ AND blue", "red blue", "0 1"),
    Row("/re./ AND blue", "red", "-"),
    Row("/re[ds]/ OR blue", "green blue", "1"),
    Row("/re./ OR red", "red rest", "0 1"),
    Row("blue AND NOT /re./", "red blue", "-"),
    Row("blue AND NOT /re./", "blue", "0"),
    Row("/[0-9]+/ NEAR/1 tons", "5 of tons of that 6", "0+2"),
    Row("tons NEAR/0 /[0-9]+ million/", "9 million tons", "0+1+2"),
    Row("/[0-9]+/ BEFORE/0 /t[a-z]+s/", "7 tons tons 7", "0+1"),
    Row("NEAR/2 (/[0-9]+/, /tons/, grain)", "grain in 5 tons", "0+2+3"),
    // No token may be matched by both.
    Row("/red green/ NEAR/5 green", "red green blue", "-"),
    Row("/[A-Z][a-z]+/ NEAR/s agreed", "The Red said. Blue agreed.", "3+4"),
    Row("/[0-9]+/ NEAR/p tons", "5 red\n6 tons", "2+3"),
    Row("red NOT NEAR/0 /red (green|blue)/", "red green or red pink red blue", "3"),
    Row("/red [a-z]+/ NOT NEAR/0 \"red green\"", "red green or red pink", "3+4"),
    Row("red UNLESS /blue|black/", "red green", "0"),
    Row("red UNLESS /blue|black/", "red black", "-"),
    Row("/re[ds]/ UNLESS green", "red res", "0 1"),
    Row("/re[ds]/ UNLESS green", "red green", "-"),
    Row("title:(red UNLESS /blue/)", "T:red\nblue", "-"),
    Row("ATLEAST/2 (/re[ds]/)", "red res", "0 1"),
    Row("ATLEAST/2 (/an/)", "banana", "-"),
    Row("ATLEAST/2 (/d g|n b/)", "red green blue", "-"),
    Row("FIRST/2 (/red/)", "T:red\ngreen red red", "2"),
    Row("FIRST/2 (/red green/)", "blue red green", "-"),
    Row("2 OF (/[0-9]+/, tons, grain)", "5 tons", "0 1"),
    Row("2 OF (/[0-9]+/, tons, grain)", "5 kilos", "-"),
    Row("SCORE/3 (/[0-9]+/^2, tons^1, /kilos/^-2)", "5 tons", "0 1"),
    Row("SCORE/3 (/[0-9]+/^2, tons^1, /kilos/^-2)", "5 tons kilos", "-"),
    Row("$tonnage", "300 kt and 5 tons", "0+1 3+4"),
    Row("title:$tonnage", "T:5 tons\n6 tons", "0+1"),
    Row("$tonnage NEAR/2 grain", "5 tons of grain", "0+1+3"),
    // Letters beyond ASCII, whose cases RE2 knows too.
    Row("/(?i)ташкент/", "ТАШКЕНТ Ташкенте", "0 1"),
    Row("/Ўзбек[а-я]*/", "Ўзбекистан ўзбек", "0"),
    // KELVIN SIGN and LATIN SMALL LETTER LONG S are case variants of k and s; a capital sharp s is one of ß.
    Row("/(?i)kabuls/", "\u{212A}abul\u{17F}", "0"),
    Row("/(?i)straße/", "STRA\u{1E9E}E", "0"),
    Row("/(?i)σοφος/", "ΣΟΦΟΣ σοφος", "0 1"),
    Row("/\\p{Lu}{3}-\\d+/", "the SU-35, MIG-29", "3+4"),
    Row("/MIG-\\d+/", "the MIG-29", "1+2"),
    Row("/北京/", "在北京 meeting", "1"),
  ]
}
