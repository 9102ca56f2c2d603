// Text with links in it, and times, the way WeChat shows them.
const LINK = /<a\s+[^>]*?href\s*=\s*["']([^"']+)["'][^>]*>([\s\S]*?)<\/a>|(https?:\/\/[^\s<>"'，。；！？）】」、]+)/gi;

export function words(text, send) {
  const out = document.createDocumentFragment();
  let from = 0;
  for (const found of text.matchAll(LINK)) {
    out.append(text.slice(from, found.index));
    out.append(found[3] ? page(found[3], found[3]) : link(found[1], found[2], send));
    from = found.index + found[0].length;
  }
  out.append(text.slice(from));
  return out;
}

function link(address, label, send) {
  if (!address.startsWith("weixin://bizmsgmenu")) return page(address, label);
  const query = new URLSearchParams(address.split("?")[1] || "");
  return tap(label, () => send("say", { text: query.get("msgmenucontent") || label, menu_id: query.get("msgmenuid") || "0" }));
}

export function page(address, label) {
  const a = document.createElement("a");
  a.textContent = label;
  if (/^(https?:\/\/|\/)/i.test(address)) a.href = address; // nothing but pages may be opened
  a.target = "_blank";
  a.rel = "noopener";
  return a;
}

export function tap(label, act) {
  const button = document.createElement("button");
  button.className = "tap";
  button.textContent = label;
  button.onclick = act;
  return button;
}

const two = (number) => String(number).padStart(2, "0");

// The phones are in Jiangmen whatever the browser's own clock is set to: eight hours ahead, all the year.
const DAY = 86400000;
const there = (instant) => new Date(instant + 8 * 3600000);

export function clock(seconds) {
  const at = there(seconds * 1000);
  const now = there(Date.now());
  const midnight = now - (now % DAY);
  const time = `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`;
  if (at >= midnight) return time;
  if (at >= midnight - DAY) return `昨天 ${time}`;
  const year = at.getUTCFullYear() === now.getUTCFullYear() ? "" : `${at.getUTCFullYear()}年`;
  return `${year}${at.getUTCMonth() + 1}月${at.getUTCDate()}日 ${time}`;
}
