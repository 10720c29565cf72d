import Foundation
import GRDB
import GRDBSQLite

/// What is bound to a parameter of a statement. Copied by SQLite, so nothing has to outlive the call.
protocol Bindable {
  /// Gives SQLite's result code; `index` counts from 1.
  func bind(to statement: OpaquePointer, at index: Int32) -> Int32
}

/// The columns of the row that a statement has reached, counted from 0. Valid until its next step.
struct ResultRow {
  fileprivate let statement: OpaquePointer

  /// 0 for NULL.
  func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(statement, column) }

  /// `nil` for NULL.
  func text(_ column: Int32) -> String? {
    // SQLite keeps the text as it is until the statement's next step, and ends it with a zero byte.
    sqlite3_column_text(statement, column).map { String(cString: $0) }
  }

  /// `nil` for NULL.
  func blob(_ column: Int32) -> Data? {
    guard sqlite3_column_type(statement, column) != SQLITE_NULL else { return nil }
    // SQLite keeps so many bytes as they are until the statement's next step; of none there is no address.
    guard let bytes = sqlite3_column_blob(statement, column) else { return Data() }
    return Data(bytes: bytes, count: Int(sqlite3_column_bytes(statement, column)))
  }
}

extension Recorder {
  /// Executes a statement that is prepared once per connection, and hands over its rows until `body` wants no more.
  ///
  /// GRDB prepares and keeps it, but values go to SQLite and come from it without the arrays of values and the rows that
  /// GRDB makes of them: at ten statements an article those were a third of the store's time.
  ///
  /// - Throws: `DatabaseError`, and what `body` throws.
  func query(_ sql: String, _ values: [any Bindable], _ body: (ResultRow) throws -> Bool) throws {
    // Only used on the connection's own queue, and not while another of its uses is under way: a recorder runs no
    // statement from within `body`.
    let statement = try database.cachedStatement(sql: sql).sqliteStatement
    // As GRDB does before each of its own: after an error for which SQLite has given the whole group up, a statement
    // would be committed by itself.
    guard database.isInsideTransaction else {
      throw DatabaseError(resultCode: .SQLITE_IOERR, message: "the transaction has been given up", sql: sql)
    }
    defer {
      // The one says once more what the last step said, the other lets go of texts.
      sqlite3_reset(statement)
      sqlite3_clear_bindings(statement)
    }
    for (index, value) in zip(Int32(1)..., values) {
      let code = value.bind(to: statement, at: index)
      guard code == SQLITE_OK else { throw failure(code, sql) }
    }
    guard sqlite3_bind_parameter_count(statement) == values.count else { throw failure(SQLITE_MISUSE, sql) }
    while true {
      switch sqlite3_step(statement) {
      case SQLITE_ROW: guard try body(ResultRow(statement: statement)) else { return }
      case SQLITE_DONE: return
      case let code: throw failure(code, sql)
      }
    }
  }

  /// The first row of a query as `body` reads it; `nil` where there is none.
  func first<T>(_ sql: String, _ values: [any Bindable], _ body: (ResultRow) throws -> T) throws -> T? {
    var first: T?
    try query(sql, values) { row in
      first = try body(row)
      return false
    }
    return first
  }

  /// Returns how many rows it changed.
  @discardableResult
  func run(_ sql: String, _ values: [any Bindable]) throws -> Int {
    try query(sql, values) { _ in true }
    return database.changesCount
  }

  private func failure(_ code: Int32, _ sql: String) -> DatabaseError {
    DatabaseError(resultCode: ResultCode(rawValue: code), message: database.lastErrorMessage, sql: sql)
  }
}

/// Tells SQLite to copy what it is given before the call returns: the value that its header names so, which is no address.
private let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

extension Int64: Bindable {
  func bind(to statement: OpaquePointer, at index: Int32) -> Int32 { sqlite3_bind_int64(statement, index, self) }
}

extension Int: Bindable {
  func bind(to statement: OpaquePointer, at index: Int32) -> Int32 { Int64(self).bind(to: statement, at: index) }
}

extension Bool: Bindable {
  func bind(to statement: OpaquePointer, at index: Int32) -> Int32 { (self ? 1 : 0).bind(to: statement, at: index) }
}

extension String: Bindable {
  func bind(to statement: OpaquePointer, at index: Int32) -> Int32 {
    var text = self
    // The buffer is there until the closure returns, and SQLite has copied it by then.
    return text.withUTF8 { utf8 in
      utf8.withMemoryRebound(to: CChar.self) {
        // SQLite takes no address for NULL.
        guard let address = $0.baseAddress else { return sqlite3_bind_text(statement, index, "", 0, copied) }
        return sqlite3_bind_text64(statement, index, address, UInt64($0.count), copied, UInt8(SQLITE_UTF8))
      }
    }
  }
}

extension Data: Bindable {
  func bind(to statement: OpaquePointer, at index: Int32) -> Int32 {
    // The buffer is there until the closure returns, and SQLite has copied it by then.
    withUnsafeBytes { bindBlob($0, to: statement, at: index) }
  }
}

extension [UInt8]: Bindable {
  func bind(to statement: OpaquePointer, at index: Int32) -> Int32 {
    // As for data.
    withUnsafeBytes { bindBlob($0, to: statement, at: index) }
  }
}

private func bindBlob(_ bytes: UnsafeRawBufferPointer, to statement: OpaquePointer, at index: Int32) -> Int32 {
  // SQLite takes no address for NULL.
  guard let address = bytes.baseAddress, !bytes.isEmpty else { return sqlite3_bind_zeroblob(statement, index, 0) }
  return sqlite3_bind_blob64(statement, index, address, UInt64(bytes.count), copied)
}

extension Optional: Bindable where Wrapped: Bindable {
  func bind(to statement: OpaquePointer, at index: Int32) -> Int32 {
    switch self {
    case let value?: value.bind(to: statement, at: index)
    case nil: sqlite3_bind_null(statement, index)
    }
  }
}
