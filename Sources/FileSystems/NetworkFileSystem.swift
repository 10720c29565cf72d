/// File systems that statfs(2) shows to be across a network, or behind a program that may be.
///
/// There, SQLite's locks cannot be relied on, and inotify(7) tells of what this machine writes alone.
package enum NetworkFileSystem {
  /// The magic numbers of statfs(2). FUSE and 9P cannot be told apart from a network by their type, and map no memory that
  /// processes share reliably.
  package static let types: [(type: UInt32, name: String)] = [
    (0x0000_6969, "NFS"), (0x0000_517B, "SMB"), (0xFE53_4D42, "SMB"), (0xFF53_4D42, "CIFS"), (0x5346_414F, "AFS"),
    (0x6B41_4653, "AFS"), (0x00C3_6400, "Ceph"), (0x7375_7245, "Coda"), (0x0000_564C, "NCP"), (0x0BD0_0BD0, "Lustre"),
    (0x0102_1997, "9P"), (0x6573_5546, "FUSE"),
  ]

  /// `nil` for a local one.
  package static func name(ofType type: UInt32) -> String? { types.first { $0.type == type }?.name }
}
