// The drawer's list of what went to the bot's door: each request, and what was inside.
const opened = new Set(); // which were unfolded, so that drawing anew keeps them so

export function requestRow(one) {
  const row = document.createElement("li");
  const what = document.createElement("div");
  what.className = "what";
  const name = document.createElement("b");
  name.textContent = `${one.method} ${one.about}`;
  const status = document.createElement("span");
  status.textContent = one.status || "无应答";
  if (one.status !== 200 || one.fault) status.className = "bad";
  const took = document.createElement("span");
  took.textContent = `${one.milliseconds} ms`;
  what.append(name, status, took);
  const query = document.createElement("code");
  query.textContent = one.fault || ["timestamp", "nonce", "msg_signature", "signature"].filter((key) => one.query[key]).map((key) => `${key}=${one.query[key].slice(0, 10)}`).join(" ");
  row.append(what, query);
  if (one.said) row.append(inside(one));
  return row;
}

// What went and what came back: the fields as they are, and the body as it travels.
function inside(one) {
  const more = document.createElement("details");
  more.open = opened.has(one.at);
  more.ontoggle = () => opened[more.open ? "add" : "delete"](one.at);
  more.append(Object.assign(document.createElement("summary"), { textContent: "看内容" }));
  const parts = [["发出", one.said], ["在路上", one.sealed], ["答复", one.answered || "（不回复）"]];
  for (const [name, text] of parts) {
    more.append(Object.assign(document.createElement("b"), { textContent: name }), Object.assign(document.createElement("pre"), { textContent: text }));
  }
  return more;
}
