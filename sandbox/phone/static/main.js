// The phones: asks the stand-in what is new and draws the one in hand.
import { api, desk } from "./calls.js";
import { draw, drawTyping } from "./chat.js";
import { drawMenu, setUpComposer } from "./composer.js";
import { requestRow } from "./requests.js";
import { closeScan, drawCodes } from "./scan.js";
import { drawShares, setUpShares } from "./spoil.js";
import { clock } from "./words.js";
import { closeWindow, setUpWindow } from "./window.js";

const $ = (id) => document.getElementById(id);
const phones = { state: null, bubbles: [], current: localStorage.getItem("openid") || "", awaiting: 0, missed: 0, run: "", seen: false };
const wide = matchMedia("(min-width: 1000px)");

async function look() {
  const last = phones.bubbles.length ? phones.bubbles[phones.bubbles.length - 1].n : 0;
  const version = phones.state ? phones.state.version : -1;
  const answer = await fetch(`state?run=${phones.run}&version=${version}&after=${last}`, { cache: "no-store" });
  if (answer.status !== 200) return;
  const state = await answer.json();
  if (phones.run && phones.run !== state.run) location.reload(); // another process counts its bubbles anew
  phones.run = state.run;
  const known = new Set(phones.bubbles.map((bubble) => bubble.n));
  const fresh = state.bubbles.filter((bubble) => !known.has(bubble.n));
  phones.bubbles.push(...fresh);
  phones.state = state;
  if (fresh.some((bubble) => bubble.side !== "me")) phones.awaiting = 0;
  if (!phones.state.people.some((person) => person.openid === phones.current)) phones.current = state.people[0]?.openid || "";
  drawAll(fresh);
  slideIn(fresh);
}

function banner(text) {
  $("offline").textContent = text;
  $("offline").hidden = !text;
}

async function watch() {
  try {
    await look();
    if (phones.missed > 1) banner(phones.state.online ? "" : "当前网络不可用（平台已断开）");
    phones.missed = 0;
    if (person()) drawTitle(person()); // typing ends by itself
  } catch {
    phones.missed += 1; // the service is restarting: the next look will do
    if (phones.missed > 1) banner("服务没有开着，正在重连…");
  }
  const soon = Date.now() < phones.awaiting;
  setTimeout(watch, soon ? 150 : document.hidden ? 4000 : 1000);
}

function person() { return phones.state.people.find((one) => one.openid === phones.current); }

function drawAll(fresh) {
  const me = person();
  if (!me) return;
  drawPeople(me);
  draw(phones.bubbles.filter((bubble) => bubble.openid === me.openid), me, new Set(fresh.map((bubble) => bubble.n)), act);
  drawMenu(phones.state.menu, me);
  drawCodes(phones.state.codes);
  drawDesk(me);
  drawTitle(me);
  $("whose").textContent = `${me.name}的手机`;
  banner(phones.state.online ? "" : "当前网络不可用（平台已断开）");
  const elsewhere = phones.state.people.reduce((sum, one) => sum + (one.openid === me.openid ? 0 : one.unread), 0);
  $("elsewhere").hidden = !elsewhere;
  $("elsewhere").textContent = elsewhere;
  const looking = !document.hidden && (wide.matches || $("stage").dataset.view === "chat");
  if (me.unread && looking) api("read", { openid: me.openid });
}

function drawTitle(me) {
  const typing = phones.state.waiting.includes(me.openid) || (phones.state.typing[me.openid] || 0) * 1000 > Date.now();
  drawTyping(typing);
  $("title").textContent = typing ? "对方正在输入…" : "榕树";
}

function drawPeople(me) {
  const rows = phones.state.people.map((one) => {
    const row = document.createElement("li");
    const button = document.createElement("button");
    button.dataset.openid = one.openid;
    button.setAttribute("aria-current", String(one.openid === me.openid));
    const unread = one.openid === me.openid && wide.matches ? 0 : one.unread;
    const parts = { face: one.name[0], name: one.name, time: one.at ? clock(one.at) : "", line: one.last || (one.following ? "" : "还没有关注") };
    for (const [name, text] of Object.entries(parts)) {
      const span = document.createElement("span");
      span.className = name;
      span.textContent = text;
      if (name === "name") span.append(Object.assign(document.createElement("small"), { textContent: one.role }));
      if (name === "face") { span.style.background = one.colour; span.setAttribute("aria-hidden", "true"); }
      button.append(span);
    }
    if (unread) {
      const badge = document.createElement("span");
      badge.className = "badge";
      badge.textContent = unread;
      badge.setAttribute("aria-label", `${unread} 条未读`);
      button.append(badge);
    }
    button.onclick = () => choose(one.openid);
    row.append(button);
    return row;
  });
  const focused = document.activeElement?.dataset?.openid;
  $("people").replaceChildren(...rows);
  if (focused) $("people").querySelector(`[data-openid="${focused}"]`)?.focus();
}

function drawDesk(me) {
  $("unfollow").parentElement.hidden = !me.following;
  $("unfollow").firstChild.textContent = `${me.name}取消关注`;
  $("unfollow").querySelector("small").textContent = me.role;
  const network = $("network");
  network.setAttribute("aria-pressed", String(!phones.state.online));
  network.dataset.desk = phones.state.online ? "offline" : "online";
  network.firstChild.textContent = phones.state.online ? "断网" : "恢复网络";
  drawShares(phones.state.shares);
  $("requests").replaceChildren(...phones.state.requests.map(requestRow));
}

// A push to somebody else slides in over the phone in hand, as a notification does.
function slideIn(fresh) {
  if (!phones.seen) { phones.seen = true; return; } // what was there before the page was opened is no news
  const theirs = fresh.filter((bubble) => bubble.openid !== phones.current && bubble.side === "bot").pop();
  if (!theirs) return;
  const whose = phones.state.people.find((one) => one.openid === theirs.openid);
  if (!whose) return;
  const pushed = $("pushed");
  const parts = { face: whose.name[0], who: `${whose.name}的手机 · 榕树`, line: whose.last };
  pushed.replaceChildren(...Object.entries(parts).map(([name, text]) => Object.assign(document.createElement("span"), { className: name, textContent: text })));
  pushed.firstChild.style.background = whose.colour;
  pushed.onclick = () => { pushed.hidden = true; choose(whose.openid); };
  pushed.hidden = false;
  clearTimeout(phones.pushed);
  phones.pushed = setTimeout(() => { pushed.hidden = true; }, 6000);
}

// The phones of the other channel: how much waits there, on its tab.
async function otherChannel() {
  const tab = document.querySelector(".channels a:not([aria-current])");
  try {
    const answer = await fetch(`${tab.getAttribute("href")}unread`, { cache: "no-store" });
    if (!answer.ok) return;
    const { unread } = await answer.json();
    let badge = tab.querySelector(".badge");
    if (!badge) tab.append((badge = Object.assign(document.createElement("span"), { className: "badge" })));
    badge.textContent = unread;
    badge.hidden = !unread;
    badge.setAttribute("aria-label", `${unread} 条未读`);
  } catch { /* the other channel may be switched off */ }
}

function choose(openid) {
  closeScan();
  closeWindow();
  phones.current = openid;
  localStorage.setItem("openid", openid);
  show("chat");
  drawAll([]);
  if (wide.matches) $("say").focus();
}

function show(view) {
  $("stage").dataset.view = view;
  $("more").setAttribute("aria-expanded", String(view === "desk"));
  if (view === "chat") $("chat").scrollTop = $("chat").scrollHeight;
}

async function act(name, fields = {}) {
  phones.awaiting = Date.now() + 6000;
  const refused = await api(name, { openid: phones.current, ...fields });
  if (refused) toast(refused);
  try { await look(); } catch { /* shown by the next look */ }
}

function toast(text) {
  $("toast").textContent = text;
  $("toast").hidden = false;
  clearTimeout(phones.toast);
  phones.toast = setTimeout(() => { $("toast").hidden = true; }, 2500);
}

const DONE = {
  expire: "令牌已作废，下一次接口调用会得到 42001。",
  offline: "已断网：接口连不上，消息发不出。",
  online: "网络已恢复。",
};

$("back").onclick = () => show("people");
$("more").onclick = () => show("desk");
$("deskback").onclick = () => show("chat");
$("follow").onclick = () => act("follow");
$("unfollow").onclick = () => { act("unfollow"); show("chat"); };
for (const button of document.querySelectorAll("[data-desk]")) {
  button.onclick = async () => {
    const name = button.dataset.desk;
    const said = await desk(name);
    $("deskanswer").textContent = said || DONE[name];
    await look();
  };
}
setUpShares((text) => { $("deskanswer").textContent = text; });
setUpWindow($("chat"));
document.addEventListener("visibilitychange", () => { if (!document.hidden) look().catch(() => {}); });
setUpComposer(act);
if (phones.current) show("chat");
watch();
otherChannel();
setInterval(() => { if (!document.hidden) otherChannel(); }, 5000);
