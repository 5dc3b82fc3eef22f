import { createHash } from 'node:crypto'

/** The one style sheet of the client's pages; the policy names it by its hash. */
export const pageStyle = `
:root{color-scheme:light;font:16px/1.6 system-ui,"Noto Sans CJK SC","Microsoft YaHei",sans-serif;color:#1f2329;background:#f2f4f7}
body{margin:0;padding:16px}
main{max-width:560px;margin:0 auto;background:#fff;border-radius:8px;padding:24px;box-shadow:0 1px 4px #0002}
h1{font-size:22px;line-height:1.35;margin:0 0 8px}
.program{color:#5c6370;font-size:14px;margin:0 0 16px}
.phrase{border:2px solid #0b5cab;border-radius:8px;padding:8px 16px;margin:16px 0}
.phrase strong{font-size:20px;color:#0b5cab;overflow-wrap:anywhere}
.hint{color:#5c6370;font-size:14px;margin:4px 0}
dl{display:grid;grid-template-columns:auto 1fr;gap:4px 16px;margin:16px 0}
dt{color:#5c6370}
dd{margin:0;overflow-wrap:anywhere}
.mark{border:1px solid #b26a00;color:#8a5200;border-radius:4px;padding:0 6px;font-size:13px}
label{display:block;margin:12px 0 0}
input[type=password]{display:block;box-sizing:border-box;width:100%;
font:inherit;padding:8px 12px;border:1px solid #8f959e;border-radius:6px;margin-top:4px}
.tick{display:flex;gap:8px;align-items:flex-start}
.tick input{margin-top:6px}
.remark{background:#fdecea;border-left:4px solid #c02b1d;padding:8px 12px;margin:16px 0}
.warning{background:#fff4e0;border-left:4px solid #b26a00;padding:8px 12px;margin:16px 0}
.buttons{display:flex;gap:12px;margin-top:20px;flex-wrap:wrap}
button{font:inherit;padding:8px 24px;border-radius:6px;border:1px solid #0b5cab;background:#0b5cab;color:#fff;cursor:pointer}
button.plain{background:#fff;color:#0b5cab}
:focus-visible{outline:3px solid #f5a623;outline-offset:2px}
`

export const stylePolicy = `style-src 'sha256-${createHash('sha256').update(pageStyle).digest('base64')}'`
