// @ts-check
import { html } from "../html.mjs";

const TEXTS = {
  ru: { title: "Карты example.org", salon: "Студия Кувшинка", quay: "Набережная Тихая", pond: "Старый пруд" },
  en: { title: "Maps of example.org", salon: "Kuvshinka Studio", quay: "Tikhaya Embankment", pond: "Old Pond" },
};

/**
 * The page of the map: a drawing, as large as its frame.
 * @param {"ru" | "en"} language
 */
export const mapPage = (language) => {
  const t = TEXTS[language];
  return html`<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${t.title}</title><style>html,body{height:100%;margin:0;background:#e9e3d3}main,svg{display:block;width:100%;height:100%}text{font:500 14px system-ui,sans-serif;fill:#4a5b57;paint-order:stroke;stroke:#fffdf9;stroke-width:4px;stroke-linejoin:round}.salon{font-weight:700;font-size:15px;fill:#7d2440}.water{fill:#2f6257;font-style:italic}h1{position:absolute;right:0;bottom:0;margin:0;padding:4px 10px;background:#fffdf9;color:#3b4643;font:400 12px system-ui,sans-serif;border-radius:8px 0 0}</style></head>
<body><main><svg viewBox="0 0 600 360" preserveAspectRatio="xMidYMid slice" role="img" aria-labelledby="name"><title id="name">${t.title}: ${t.salon}, ${t.quay}</title>
<rect width="600" height="360" fill="#e9e3d3"/><path d="M44 66 176 57 210 112 80 124ZM215 54 335 46 352 96 236 108ZM356 110 452 100 470 178 372 182ZM150 140 222 130 252 190 166 204Z" fill="#ded5c0"/>
<path d="M-10 250C90 190 170 280 280 240s190-110 330-60v190H-10Z" fill="#9cc3b8"/><path d="M-10 120 610 40M120-10l90 270M330-10l60 230M470-10l20 210" stroke="#fffdf9" stroke-width="14" fill="none"/><path d="M-10 60 610-20M40-10l60 260M240-10l60 240" stroke="#fffdf9" stroke-width="6" fill="none"/>
<path d="M-10 232C90 172 170 262 280 222s190-110 330-60" stroke="#f4d9a2" stroke-width="12" fill="none"/>
<text x="205" y="288" class="water">${t.pond}</text><text x="430" y="172" transform="rotate(-13 430 172)">${t.quay}</text>
<path d="M300 206c-16-20-24-30-24-42a24 24 0 0 1 48 0c0 12-8 22-24 42Z" fill="#a8425a" stroke="#fffdf9" stroke-width="3"/><circle cx="300" cy="164" r="9" fill="#fffdf9"/><text x="300" y="128" text-anchor="middle" class="salon">${t.salon}</text></svg><h1>${t.title}</h1></main></body></html>`;
};
