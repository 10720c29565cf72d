import AlertStore

// Inbox has types of these names too, and the module AlertStore cannot be named where the class of that name is visible.

typealias LedgerFingerprint = FileFingerprint
typealias LedgerMove = PendingMove
