extension CorrectionWords {
  static let standardName = "the built-in words of denial and correction"

  /// The lists that come with the program, as a file of one's own could have them; Documentation/Stories.md shows how.
  package static let standard = """
    lists:
      denial-en:
        language: en
        items:
          - deny~ UNLESS ("denied entry" OR "denied bail" OR "denied access")
          - denial*
          - refute*
          - rebut*
          - disavow*
          - repudiat*
          - debunk*
          - dismiss* NEAR/4 (report* OR claim* OR allegation* OR rumour* OR rumor*)
          - reject* NEAR/4 (report* OR claim* OR allegation* OR accusation*)
          - (false OR fake OR untrue OR unfounded OR baseless OR groundless) NEAR/4 (report* OR claim* OR news OR allegation* OR information)
          - "not true"
          - "no truth"
          - retract*
          - hoax*
          - fabricated
      correction-en:
        language: en
        items:
          - correction
          - corrected
          - corrects
          - clarification
          - clarifies
          - erratum
          - "an earlier version"
          - "earlier version of this"
          - "previous version of this"
          - "wrongly stated"
          - "incorrectly stated"
          - "stated incorrectly"
          - misstated
          - misreported
          - withdr?w* NEAR/3 (report* OR statement* OR story OR claim*)
          - "we regret the error"
      denial-ru:
        language: ru
        items:
          - опроверг*
          - опроверж*
          - опровергн*
          - отрицал*
          - отрицает
          - отрицают
          - отрицани*
          - дезавуир*
          - (не NEAR/2 соответству*) NEAR/2 действительност*
          - не подтвердил*
          - не подтвержда*
          - фейк*
          - ложн* NEAR/3 (сообщени* OR информаци* OR сведени* OR новост*)
          - недостоверн*
          - дезинформаци*
      correction-ru:
        language: ru
        items:
          - поправка
          - уточнение
          - исправлено
          - исправлени*
          - редакция приносит извинения
          - приносим извинения
          - в предыдущей версии
          - в более ранней версии
          - в первоначальной версии
          - отозва* NEAR/3 (сообщени* OR заявлени*)
          - ошибочно NEAR/3 (сообщ* OR указа* OR назва*)
      denial-uz:
        items:
          - uz(rad etdi)
          - uz(rad etildi)
          - uz(rad etgan)
          - uz(raddiya)
          - uz(inkor etdi)
          - uz(inkor qildi)
          - uz(tasdiqlamadi)
          - haqiqatga NEAR/2 (emas OR kelmaydi)
          - ҳақиқатга NEAR/2 (эмас OR келмайди)
          - uz(yolg'on xabar)
          - uz(soxta xabar)
      correction-uz:
        items:
          - uz(tuzatish)
          - uz(tuzatildi)
          - uz(aniqlik kiritildi)
          - uz(xatolik uchun uzr)
          - uz(uzr so'raymiz)
          - uz(oldingi talqinida)
    """
}
