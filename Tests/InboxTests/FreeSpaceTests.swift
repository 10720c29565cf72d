import Testing

@testable import FileSystems

@Suite struct FreeSpaceTests {
  @Test func absurdNumbersAreTheMost() {
    let space = FreeSpace(unit: .max, freeBlocks: 2, blocks: .max, freeInodes: 0, inodes: 0)
    #expect(space.freeBytes == .max)
    #expect(space.allBytes == .max)
    #expect(FreeSpace(unit: 4096, freeBlocks: 3, blocks: 5, freeInodes: 1, inodes: 2).freeBytes == 12_288)
  }

  @Test func whatIsNotThereHasNone() { #expect(FreeSpace(at: "/no/such/folder") == nil) }
}
