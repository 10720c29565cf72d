// A /run of one thread's own, for tests of what has a fixed place there.
#ifndef WATCHWORD_CPRIVATERUN_H
#define WATCHWORD_CPRIVATERUN_H

/// Gives the calling thread, and what it starts, mounts of their own and an empty /run in them; for good, so for a thread
/// that ends. Returns 0, or -1 with errno set: only root may.
int private_run_make(void);

#endif
