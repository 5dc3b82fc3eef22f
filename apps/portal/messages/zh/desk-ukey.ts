export default {
  insert: '本次登录所用的证书不在本浏览器里。请插入保存该证书的 UKEY。',
  insertOther: '已插入的 UKEY 里没有本次登录所用的证书。请换上登录时用的那只 UKEY。',
  login: {
    use: '用 UKEY 登录',
    none: 'UKEY 里没有本系统的工作人员证书',
    noneMore: '请插入工作人员 UKEY，或用管理员给您的一次性注册链接为它注册证书。',
    next: '点「用 UKEY 登录」后，客户端会打开自己的窗口，请在那里核对网址并输入 PIN 码。本页不会要求输入 PIN 码。',
    submit: '用 UKEY 登录',
    busy: '请在客户端窗口中继续…',
  },
  enrol: {
    place: '证书和私钥保存在',
    browser: '本浏览器',
    browserNote: '用密码保护，只能在这台电脑的这个浏览器里使用',
    ukey: 'UKEY',
    ukeyNote: '用 PIN 码保护，私钥在 UKEY 内生成，不能导出；需要安装客户端',
    next: '客户端会请您输入两次 PIN 码：一次生成密钥，一次写入证书。操作完成前不要拔出 UKEY，也不要关闭本页。',
    submit: '在 UKEY 中生成密钥并注册',
    busy: '请在客户端窗口中继续…',
    doneTitle: '{name}，证书已写入 UKEY',
    doneMore: '有效期至 {date}。以后插入这个 UKEY 登录。',
  },
  sign: {
    next: '点「用 UKEY 签名并提交」后，客户端会打开自己的窗口，再次显示这项决定。请逐项核对后输入 PIN 码。',
    submit: '用 UKEY 签名并提交',
    busy: '请在客户端窗口中继续…',
  },
}
