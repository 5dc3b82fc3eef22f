/** Plain things that are easy to remember and hard to confuse, with their English names. */
export const phraseWords = [
  { zh: '松树', en: 'pine' }, { zh: '竹子', en: 'bamboo' }, { zh: '荷花', en: 'lotus' },
  { zh: '梅花', en: 'plum' }, { zh: '银杏', en: 'ginkgo' }, { zh: '枫叶', en: 'maple' },
  { zh: '稻田', en: 'paddy' }, { zh: '茶园', en: 'tea' }, { zh: '麦浪', en: 'wheat' },
  { zh: '葡萄', en: 'grape' }, { zh: '石榴', en: 'pomegranate' }, { zh: '橘子', en: 'orange' },
  { zh: '燕子', en: 'swallow' }, { zh: '白鹤', en: 'crane' }, { zh: '锦鲤', en: 'carp' },
  { zh: '骏马', en: 'horse' }, { zh: '熊猫', en: 'panda' }, { zh: '山羊', en: 'goat' },
  { zh: '海豚', en: 'dolphin' }, { zh: '蝴蝶', en: 'butterfly' }, { zh: '月亮', en: 'moon' },
  { zh: '晨星', en: 'star' }, { zh: '彩虹', en: 'rainbow' }, { zh: '细雨', en: 'drizzle' },
  { zh: '白云', en: 'cloud' }, { zh: '晚霞', en: 'sunset' }, { zh: '长河', en: 'river' },
  { zh: '湖水', en: 'lake' }, { zh: '雪山', en: 'glacier' }, { zh: '沙丘', en: 'dune' },
  { zh: '灯塔', en: 'lighthouse' }, { zh: '石桥', en: 'bridge' }, { zh: '小船', en: 'boat' },
  { zh: '风车', en: 'windmill' }, { zh: '古塔', en: 'pagoda' }, { zh: '水井', en: 'well' },
  { zh: '铜钟', en: 'bell' }, { zh: '竹笛', en: 'flute' }, { zh: '琵琶', en: 'lute' },
  { zh: '围棋', en: 'chess' }, { zh: '毛笔', en: 'brush' }, { zh: '宣纸', en: 'paper' },
  { zh: '陶罐', en: 'jar' }, { zh: '蓝布', en: 'linen' }, { zh: '油伞', en: 'umbrella' },
  { zh: '风筝', en: 'kite' }, { zh: '灯笼', en: 'lantern' }, { zh: '木梳', en: 'comb' },
] as const
