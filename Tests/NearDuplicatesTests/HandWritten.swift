/// Pairs that no script makes: reports on one matter by two hands, translations, and copies as editors make them.
enum HandWritten {
  static let pairs = sameTopic + translations + edited

  /// One event, two reporters.
  private static let sameTopic = [
    (
      """
      The heads of the border services of Uzbekistan and Tajikistan met in Termez on Tuesday and signed a plan of joint \
      patrols for the coming year. Under the plan, mixed teams will watch the stretch along the Amu Darya by boat and by \
      drone. Both sides praised the mood of the talks. The document runs to twelve pages and will be renewed every spring.
      """,
      """
      Joint patrols will guard the river border between Tajikistan and Uzbekistan from January. That was decided in Termez, \
      where the commanders of both border services sat together on Tuesday. Boats and drones are to be used by teams drawn \
      from the two countries. An officer who took part called the agreement long overdue, since smugglers had made use of \
      every gap for years.
      """
    ),
    (
      """
      A fire destroyed a warehouse for household goods on the southern edge of Tashkent on Sunday night. Forty firefighters \
      worked until the morning to keep the flames from a petrol station next to it. Nobody was hurt. The owner puts the loss \
      at nine billion soum; what caused the fire is being examined by experts of the ministry for emergencies.
      """,
      """
      Residents of Tashkent's Sergeli district woke to thick smoke on Monday after a depot full of furniture and kitchen \
      appliances burned down. The ministry for emergencies sent forty men and eleven engines. A filling station stood only a \
      few steps away, and the crews poured water on its tanks for hours. There are no victims, the cause is not known yet.
      """
    ),
    (
      """
      Parliament in Bishkek has adopted the budget for next year in its third reading. Revenue is planned at four hundred \
      billion som, spending at four hundred and twenty. Teachers and doctors are to earn a fifth more from April. The finance \
      minister said that the gap would be closed with loans from abroad and with higher duties on tobacco and alcohol.
      """,
      """
      Kyrgyz deputies voted on Wednesday for a budget with a deficit of twenty billion som. Higher duties on cigarettes and \
      spirits, and credits from other countries, are to cover it. The largest new item is pay: those who work in schools and \
      hospitals get twenty per cent more in spring. Two factions voted against the bill because roads in the south get nothing.
      """
    ),
    (
      """
      В Душанбе прошла встреча секретарей советов безопасности стран региона. Участники обсудили положение в Афганистане, \
      борьбу с контрабандой наркотиков и обмен сведениями о вербовщиках в социальных сетях. Следующую встречу решено провести \
      осенью в Астане. По итогам переговоров подписан протокол, содержание которого не раскрывается.
      """,
      """
      Секретари советбезов пяти государств собрались в столице Таджикистана. Как сообщил источник, близкий к одной из \
      делегаций, главной темой стали угрозы с афганского направления: наркотики, оружие, вербовка молодёжи через интернет. \
      Стороны подписали закрытый протокол. Осенью разговор продолжат в Казахстане, куда участников пригласили коллеги.
      """
    ),
    (
      """
      The national team won its qualifier against Jordan by two goals to one. Shomurodov scored early from a corner, the \
      guests drew level before the break, and ten minutes from the end Fayzullaev hit the post and then the net. With three \
      matches to go the side leads its group by four points, and the trainer warned against celebrating too soon.
      """,
      """
      Uzbekistan need one more win for the World Cup. In a full stadium they beat Jordan two to one on Thursday, thanks to a \
      late goal by Fayzullaev after a rebound. Shomurodov had put the hosts ahead; a header made it one all after half an hour. \
      The lead in the group has grown to four points. Nothing is won yet, the coach said afterwards.
      """
    ),
  ].map { LabelledPair(kind: "same topic, other hand", first: $0.0, second: $0.1, isCopy: false) }

  private static let translations = [
    (
      """
      The ministers of the interior of Kazakhstan and Uzbekistan have agreed to exchange the fingerprints of wanted people \
      without delay. Until now such requests went by post and took up to two months. A line between the two data centres is to \
      be ready in summer. Both ministers spoke of a step that criminals would soon feel.
      """,
      """
      Министры внутренних дел Казахстана и Узбекистана договорились без промедления обмениваться отпечатками пальцев лиц, \
      находящихся в розыске. До сих пор такие запросы шли по почте и занимали до двух месяцев. Линия между двумя центрами \
      данных должна быть готова летом. Оба министра говорили о шаге, который преступники скоро почувствуют.
      """
    ),
    (
      """
      Toshkentda yangi temir yo'l bekati ochildi. Unda kuniga o'n ming yo'lovchini kutib olish mumkin. Binoning qurilishi uch \
      yil davom etdi va unga ikki yuz milliard so'm sarflandi. Ochilish marosimida shahar hokimi bekat atrofida bog' ham barpo \
      etilishini aytdi. Birinchi poyezd Samarqandga soat to'qqizda jo'nab ketdi.
      """,
      """
      A new railway station has opened in Tashkent. It has room for ten thousand passengers a day. Building it took three years \
      and two hundred billion soum. At the opening the mayor said that a garden would be laid out around the station as well. \
      The first train left for Samarkand at nine o'clock.
      """
    ),
  ].map { LabelledPair(kind: "translation", first: $0.0, second: $0.1, isCopy: false) }

  /// What editors do with an agency's report.
  private static let edited = [
    (
      """
      The customs service of Uzbekistan has stopped a lorry with forty kilograms of heroin at the Yallama crossing. The drugs \
      lay under a false floor below a load of onions. The driver, a man of thirty-four from Namangan, said that he had known \
      nothing of them. He faces up to twenty years in prison. It is the largest find at this crossing for six years, the \
      service said in a statement on Friday. Dogs had found the hiding place within minutes.
      """,
      """
      Uzbekistan's customs service has stopped a lorry with forty kilograms of heroin at the Yallama border crossing. The drugs \
      lay under a false floor below a load of onions. The driver, a 34-year-old man from Namangan, said that he had known \
      nothing of them. He faces up to twenty years in prison. It is the largest find at this crossing for six years, the \
      service said on Friday. Dogs had found the hiding place within minutes.
      """
    ),
    (
      """
      The foreign minister will travel to Brussels next week to talk about visas for students and about a road link across the \
      Caspian Sea. He is to meet the commissioner for trade and members of parliament, a spokeswoman said. The visit had been \
      put off twice. A delegation of businesspeople is coming along, among them the heads of two cotton mills and of the state \
      railway. Agreements worth a hundred million euros are ready for signing.
      """,
      """
      BRUSSELS. The foreign minister will travel to Brussels next week to talk about visas for students and about a road link \
      across the Caspian Sea. He is to meet the commissioner for trade and members of parliament, a spokeswoman told reporters. \
      The visit had been put off twice before. A delegation of businesspeople is coming along, among them the heads of two \
      cotton mills and of the state railway.
      """
    ),
    (
      """
      Суд в Алматы приговорил бывшего сотрудника таможни к восьми годам лишения свободы. Его признали виновным в получении \
      взяток от перевозчиков, которые везли товар из Китая. По данным следствия, за три года он получил более ста миллионов \
      тенге. Подсудимый вину не признал и намерен обжаловать приговор. Его имущество, в том числе два дома, будет конфисковано.
      """,
      """
      Суд в Алматы приговорил экс-сотрудника таможни к восьми годам лишения свободы. Его признали виновным в получении взяток \
      от перевозчиков, которые везли товар из Китая. По данным следствия, за три года он получил более ста миллионов тенге. \
      Осуждённый вину не признал и намерен обжаловать приговор. Его имущество, в том числе два дома, будет конфисковано. \
      Напомним, дело рассматривали почти год.
      """
    ),
  ].map { LabelledPair(kind: "edited by hand", first: $0.0, second: $0.1, isCopy: true) }
}
