// Runs before the first paint: the reader's colours and language, so that neither flashes. No content, no network.
;(function () {
  var root = document.documentElement
  var theme = /(?:^|;\s*)theme=(light|dark)/.exec(document.cookie)
  if (theme) root.dataset.theme = theme[1]
  var wished = /[?&]lang=(zh|en)/.exec(location.search) || /(?:^|;\s*)lang=(zh|en)/.exec(document.cookie)
  var list = wished ? [wished[1]] : navigator.languages || [navigator.language]
  for (var index = 0; index < list.length; index += 1) {
    var found = /^(zh|en)/i.exec(list[index])
    if (found) {
      root.lang = found[1].toLowerCase() === 'zh' ? 'zh-CN' : 'en'
      return
    }
  }
  root.lang = 'en'
})()
