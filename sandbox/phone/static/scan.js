// 扫一扫: the code that is on the meeting room's screen now, for as long as the platform takes it.
import { lay, lift } from "./over.js";

const $ = (id) => document.getElementById(id);
let codes = [];
let shown = "";
let then = () => {};
let opener = null;
let ticking = 0;

// `found`: {scene, ticket, until (seconds since 1970, null for ever)}, the newest first.
export function drawCodes(found) {
  codes = found;
  if (!$("scanner").hidden) look();
}

export function scan(act) {
  then = act;
  opener = document.activeElement;
  shown = "";
  lay($("scanner"));
  look();
  ($("scancode").hidden ? $("scantext") : $("scancode")).focus();
  ticking = setInterval(look, 500);
}

export function closeScan() {
  if ($("scanner").hidden) return;
  clearInterval(ticking);
  lift($("scanner"));
  opener?.focus();
}

function live() { return codes.filter((code) => !code.until || code.until * 1000 > Date.now()); }

function look() {
  const [code] = live();
  const held = document.activeElement === $("scancode");
  $("scancode").hidden = !code;
  $("scanempty").hidden = Boolean(code);
  $("scanleft").hidden = !code;
  if (!code) {
    if (held) $("scantext").focus();
    return;
  }
  if (shown !== code.ticket) {
    shown = code.ticket;
    $("scancode").querySelector("img").src = `code?ticket=${encodeURIComponent(code.ticket)}`;
  }
  const left = code.until ? Math.ceil(code.until - Date.now() / 1000) : 0;
  $("scanleft").textContent = code.until ? `还有 ${left} 秒有效，点一下就扫` : "长期有效，点一下就扫";
}

function finish(scene) {
  closeScan();
  then(scene);
}

$("scancode").onclick = () => { const code = live().find((one) => one.ticket === shown); if (code) finish(code.scene); };
$("scanclose").onclick = closeScan;
$("scanform").onsubmit = (event) => {
  event.preventDefault();
  const scene = $("scantext").value.trim();
  $("scantext").value = "";
  if (scene) finish(scene);
};
