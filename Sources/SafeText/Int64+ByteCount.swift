extension Int64 {
  /// So many bytes for a person, with one digit behind the point from a KiB on: `512 B`, `1.5 KiB`, `210.4 GiB`.
  package var byteCountText: String {
    let units = ["B", "KiB", "MiB", "GiB", "TiB"]
    var (value, unit) = (Double(self), 0)
    while value >= 1_024, unit < units.count - 1 { (value, unit) = (value / 1_024, unit + 1) }
    return unit == 0 ? "\(self) B" : "\((value * 10).rounded() / 10) \(units[unit])"
  }
}
