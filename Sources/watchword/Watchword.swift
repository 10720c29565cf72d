@main
struct Watchword {
  static func main() {}
}
