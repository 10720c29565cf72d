// ICU's word boundaries behind plain C names: ICU renames every symbol per version by macros, which Swift cannot see.
#ifndef WATCHWORD_CICU_H
#define WATCHWORD_CICU_H
#endif
