import Alerts
import Foundation

/// What makes two files of one source the same article: its url or id; without either, the path.
struct ArticleIdentity {
  let source: String
  let url: String?
  let externalID: String?
  let pathBytes: Data?

  init(_ metadata: ArticleRecordMetadata, path: [UInt8], source: String?) {
    self.source = (source ?? "").stored
    url = metadata.url.flatMap { $0.isEmpty ? nil : $0.stored }
    externalID = metadata.externalID.flatMap { $0.isEmpty ? nil : $0.stored }
    pathBytes = url == nil && externalID == nil ? Data(path) : nil
  }
}

extension Alert.Article {
  /// What an alert tells of an article that no rule matched.
  init(_ article: StoredArticle, of file: LedgerFile) {
    let about = article.metadata
    self.init(
      hash: article.hash.hex, file: file.path, title: article.texts.title, source: file.source, author: about.author,
      url: about.url, published: about.published, lang: about.language)
  }
}
