// Two other makers' cryptography, driven from test_interop.py: a request on stdin, an answer on stdout, in JSON.
const WechatCrypto = require("wechat-crypto");
const wecom = require("@wecom/crypto");

const chunks = [];
process.stdin.on("data", (chunk) => chunks.push(chunk));
process.stdin.on("end", () => {
  const { token, aesKey, appId, timestamp, nonce, text, sealed } = JSON.parse(Buffer.concat(chunks).toString("utf8"));
  const old = new WechatCrypto(token, aesKey, appId);
  const answer = (encrypt, signature, opened, signedBack) => ({ encrypt, signature, opened, signedBack });
  const oldSealed = old.encrypt(text);
  const newSealed = wecom.encrypt(aesKey, text, appId);
  process.stdout.write(
    JSON.stringify({
      "wechat-crypto": answer(
        oldSealed,
        old.getSignature(timestamp, nonce, oldSealed),
        old.decrypt(sealed),
        old.getSignature(timestamp, nonce, sealed),
      ),
      "@wecom/crypto": answer(
        newSealed,
        wecom.getSignature(token, timestamp, nonce, newSealed),
        wecom.decrypt(aesKey, sealed),
        wecom.getSignature(token, timestamp, nonce, sealed),
      ),
    }),
  );
});
