// The calls the page makes. Each returns an empty text when done, else why not.
async function post(address, fields) {
  try {
    const answer = await fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(fields),
    });
    if (answer.headers.get("Content-Type")?.includes("json")) return (await answer.json()).answer;
    return answer.ok ? "" : (await answer.text()) || `出错了（${answer.status}）`;
  } catch {
    return "服务没有开着";
  }
}

export const api = (name, fields) => post(`act/${name}`, fields);
export const desk = (name, fields = {}) => post(`desk/${name}`, fields);
