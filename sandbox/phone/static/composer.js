// What is below the chat: the keyboard or the menu, the drawer behind the plus, and its sheets.
import { closeScan, scan } from "./scan.js";

const $ = (id) => document.getElementById(id);
let send = () => {};
let menuShown = "";

export function setUpComposer(act) {
  send = act;
  const say = $("say");
  say.oninput = () => { $("send").disabled = !say.value.trim(); };
  say.onkeydown = (key) => { if (key.key === "Enter" && !key.isComposing) { key.preventDefault(); sendText(); } };
  say.onfocus = () => open("drawer", false);
  $("send").onclick = sendText;
  $("plus").onclick = () => open("drawer", $("drawer").hidden);
  $("toggle").onclick = () => useMenu(true);
  $("keyboard").onclick = () => { useMenu(false); say.focus(); };
  for (const button of document.querySelectorAll("[data-tool]")) button.onclick = () => TOOLS[button.dataset.tool]();
  $("file").onchange = sendPicture;
  $("sheetcancel").onclick = $("veil").onclick = closeSheet;
  document.addEventListener("keydown", (key) => { if (key.key === "Escape") { closeSheet(); closeScan(); closePops(); open("drawer", false); } });
  document.addEventListener("click", (click) => { if (!click.target.closest("#menu")) closePops(); });
}

function sendText() {
  const text = $("say").value.trim();
  if (!text) return;
  $("say").value = "";
  $("send").disabled = true;
  send("say", { text });
}

function open(id, shown) {
  const chat = $("chat");
  const atEnd = chat.scrollHeight - chat.scrollTop - chat.clientHeight < 60;
  $(id).hidden = !shown;
  if (atEnd) chat.scrollTop = chat.scrollHeight; // what was just said stays in sight
  $("plus").setAttribute("aria-expanded", String(shown));
}

function useMenu(used) {
  $("keys").hidden = used;
  $("menurow").hidden = !used;
  open("drawer", false);
  localStorage.setItem("menu", used ? "1" : "");
}

export function drawMenu(menu, me) {
  const buttons = menu.button || [];
  $("strange").hidden = me.following;
  $("toggle").hidden = !buttons.length;
  const used = me.following && buttons.length > 0 && localStorage.getItem("menu") === "1";
  $("keys").hidden = !me.following || used;
  $("menurow").hidden = !used;
  const text = JSON.stringify(buttons);
  if (text === menuShown) return;
  menuShown = text;
  $("menu").replaceChildren(...buttons.map(tab));
}

function tab(button) {
  const made = document.createElement("div");
  made.className = "tab";
  const head = document.createElement("button");
  head.textContent = button.name;
  head.setAttribute("role", "menuitem");
  made.append(head);
  const entries = button.sub_button || [];
  if (!entries.length) {
    head.onclick = () => press(button);
    return made;
  }
  const pop = document.createElement("div");
  pop.className = "pop";
  pop.hidden = true;
  pop.setAttribute("role", "menu");
  pop.append(...entries.map((entry) => {
    const item = document.createElement("button");
    item.setAttribute("role", "menuitem");
    item.textContent = entry.name;
    item.onclick = () => { closePops(); press(entry); };
    return item;
  }));
  head.setAttribute("aria-haspopup", "menu");
  head.setAttribute("aria-expanded", "false");
  head.onclick = () => {
    const shown = pop.hidden;
    closePops();
    pop.hidden = !shown;
    head.setAttribute("aria-expanded", String(shown));
  };
  made.append(pop);
  return made;
}

function closePops() {
  for (const pop of document.querySelectorAll("#menu .pop")) pop.hidden = true;
  for (const head of document.querySelectorAll("#menu [aria-haspopup]")) head.setAttribute("aria-expanded", "false");
}

function press(entry) {
  if (entry.type === "view") window.open(entry.url, "_blank", "noopener");
  if (entry.type?.startsWith("scancode")) TOOLS.scan();
  else send("press", { kind: entry.type, key: entry.type === "view" ? entry.url : entry.key });
}

const TOOLS = {
  scan: () => { open("drawer", false); scan((scene) => send("scan", { scene })); },
  voice: () => sheet("语音", "说了什么（微信听成的文字）", ["签到。", "我要请假。", "这个月有什么任务？", "听党课。"], (transcript) => send("speak", { transcript }), true),
  picture: () => $("file").click(),
  place: () => sheet("位置", "在哪里", ["三楼会议室", "榕城区人民法院", "区公共法律服务中心"], (label) => send("place", { label }), false),
};

let done = () => {};
let opener = null;

function sheet(title, label, choices, then, mayBeEmpty) {
  opener = document.activeElement;
  open("drawer", false);
  $("sheettitle").textContent = title;
  $("sheetlabel").textContent = label;
  $("sheettext").value = "";
  $("choices").replaceChildren(...choices.map((choice) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = choice;
    button.onclick = () => finish(choice);
    return button;
  }));
  done = then;
  $("sheetform").onsubmit = (event) => {
    event.preventDefault();
    const text = $("sheettext").value.trim();
    if (text || mayBeEmpty) finish(text);
  };
  $("sheet").hidden = $("veil").hidden = false;
  $("sheettext").focus();
}

function finish(text) {
  closeSheet();
  done(text);
}

function closeSheet() {
  if ($("sheet").hidden) return;
  $("sheet").hidden = $("veil").hidden = true;
  opener?.focus();
}

function sendPicture() {
  const [file] = $("file").files;
  $("file").value = "";
  if (!file) return;
  open("drawer", false);
  const reader = new FileReader();
  reader.onload = () => send("picture", { mimetype: file.type, content: reader.result.split(",")[1] });
  reader.readAsDataURL(file);
}
