// A receiver of webhooks: what an application on the other end sees, and whether it can trust it.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { test } from "node:test";
import { Webhook } from "standardwebhooks";

const server = process.env.CAIRN_URL;
const key = process.env.CAIRN_KEY;
const PATIENCE_MS = 20_000;

/** Asks the API of Cairn. */
async function ask(method, path, body, headers = {}) {
  const answer = await fetch(`${server}${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, ...(body && { "content-type": "application/json" }), ...headers },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  assert.ok(answer.ok, `${method} ${path} answered ${answer.status}: ${text}`);
  return text === "" ? undefined : JSON.parse(text);
}

/** Listens on this machine; answers with the statuses it is given, the last one again and again. */
async function receiver(t, ...statuses) {
  const requests = [];
  const waiting = [];
  const listener = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const received = { method: request.method, headers: request.headers, body: Buffer.concat(chunks).toString("utf8") };
    response.writeHead(statuses.length > 1 ? statuses.shift() : statuses[0]).end();
    requests.push(received);
    for (const wake of waiting.splice(0)) wake();
  });
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");
  t.after(() => {
    listener.closeAllConnections();
    listener.close();
  });
  return {
    url: `http://127.0.0.1:${listener.address().port}/hooks`,
    requests,
    answerWith(...next) {
      statuses = next;
    },
    /** Waits until this many requests have come; answers with the last of them. */
    async request(count) {
      const end = AbortSignal.timeout(PATIENCE_MS);
      while (requests.length < count) {
        assert.ok(!end.aborted, `only ${requests.length} of ${count} requests came`);
        await Promise.race([new Promise((wake) => waiting.push(wake)), once(end, "abort")]);
      }
      return requests[count - 1];
    },
  };
}

/** Makes a webhook that is removed when the test ends. */
async function webhook(t, url, events) {
  const made = await ask("POST", "/v1/manage/webhooks", { url, events });
  assert.match(made.secret, /^whsec_/);
  t.after(() => ask("DELETE", `/v1/manage/webhooks/${made.id}`, undefined, { "if-match": "*" }));
  return made;
}

let articles = 0;

/** Publishes a new article. */
async function publish() {
  articles += 1;
  const article = { locale: "en", slug: `told-of-${articles}`, title: "Told of", summary: "Whoever wants to know is told." };
  const { id } = await ask("POST", "/v1/manage/articles", article);
  return ask("POST", `/v1/manage/articles/${id}/publish`, {}, { "if-match": "*" });
}

function verifies(secret, { body, headers }) {
  try {
    new Webhook(secret).verify(body, headers);
    return true;
  } catch {
    return false;
  }
}

/** Waits until the server says so. */
async function until(ready) {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const found = await ready();
    if (found) return found;
    assert.ok(Date.now() < end, "it did not come to pass");
    await new Promise((wake) => setTimeout(wake, 50));
  }
}

test("a message verifies with the official library and says what happened", async (t) => {
  const hook = await receiver(t, 204);
  const { secret } = await webhook(t, hook.url, ["article.published"]);
  const article = await publish();
  const received = await hook.request(1);
  assert.equal(received.method, "POST");
  assert.equal(received.headers["content-type"], "application/json");
  const event = new Webhook(secret).verify(received.body, received.headers);
  assert.equal(event.type, "article.published");
  assert.equal(event.data.id, article.id);
  assert.equal(event.data.version, article.version);
  assert.ok(!Number.isNaN(Date.parse(event.timestamp)));
  assert.ok(!verifies(secret, { ...received, body: received.body.replace("told-of", "told-off") }), "a changed body");
  const other = { ...received.headers, "webhook-id": "another" };
  assert.ok(!verifies(secret, { ...received, headers: other }), "a changed id");
});

test("after a 500 the same message comes again under the same id", async (t) => {
  const hook = await receiver(t, 500, 503, 200);
  const { id, secret } = await webhook(t, hook.url, ["article.published"]);
  await publish();
  await hook.request(3);
  assert.ok(hook.requests.every((request) => verifies(secret, request)));
  assert.equal(new Set(hook.requests.map((request) => request.headers["webhook-id"])).size, 1);
  assert.equal(new Set(hook.requests.map((request) => request.body)).size, 1);
  const [delivery] = await until(async () => {
    const { data } = await ask("GET", `/v1/manage/webhooks/${id}/deliveries?state=delivered`);
    return data.length > 0 && data;
  });
  assert.deepEqual(delivery.attempts.map((attempt) => attempt.status), [500, 503, 200]);
  assert.equal(delivery.eventId, hook.requests[0].headers["webhook-id"]);
});

test("while a secret is rotated both of them verify", async (t) => {
  const hook = await receiver(t, 200);
  const { id, secret } = await webhook(t, hook.url, []);
  const rotate = (body) => ask("POST", `/v1/manage/webhooks/${id}/rotate-secret`, body, { "if-match": "*" });
  const rotated = await rotate({ overlapSeconds: 3600 });
  assert.notEqual(rotated.secret, secret);
  await publish();
  const both = await hook.request(1);
  assert.equal(both.headers["webhook-signature"].split(" ").length, 2);
  assert.ok(verifies(secret, both) && verifies(rotated.secret, both));
  const latest = await rotate({ overlapSeconds: 0 });
  await publish();
  const one = await hook.request(2);
  assert.ok(verifies(latest.secret, one) && !verifies(rotated.secret, one) && !verifies(secret, one));
});

test("a 410 disables the webhook, and nothing more comes until it is active again", async (t) => {
  const hook = await receiver(t, 410);
  const { id } = await webhook(t, hook.url, ["article.published"]);
  await publish();
  const gone = await hook.request(1);
  const disabled = await until(async () => {
    const now = await ask("GET", `/v1/manage/webhooks/${id}`);
    return now.state === "disabled" && now;
  });
  assert.match(disabled.disabledReason, /410/);

  // Messages are sent in the order in which they are written, so that a later one to another receiver shows that
  // none is on its way to this one.
  const other = await receiver(t, 200);
  await webhook(t, other.url, ["article.published"]);
  await publish();
  await other.request(1);
  const { data } = await ask("GET", `/v1/manage/webhooks/${id}/deliveries`);
  assert.deepEqual(data.map((delivery) => delivery.state), ["failed"]);
  assert.equal(hook.requests.length, 1);

  hook.answerWith(200);
  await ask("PATCH", `/v1/manage/webhooks/${id}`, { state: "active" }, { "if-match": `"${disabled.version}"` });
  await publish();
  const next = await hook.request(2);
  assert.notEqual(next.headers["webhook-id"], gone.headers["webhook-id"]);
});

test("what was given up can be sent once more, under the same id", async (t) => {
  const hook = await receiver(t, 500);
  const { id, secret } = await webhook(t, hook.url, ["article.published"]);
  await publish();
  const [failed] = await until(async () => {
    const { data } = await ask("GET", `/v1/manage/webhooks/${id}/deliveries?state=failed`);
    return data.length > 0 && data;
  });
  assert.equal(failed.attempts.length, 4);
  const before = hook.requests.length;
  hook.answerWith(200);
  await ask("POST", `/v1/manage/webhooks/${id}/deliveries/${failed.id}/replay`);
  const replayed = await hook.request(before + 1);
  assert.ok(verifies(secret, replayed));
  assert.equal(replayed.headers["webhook-id"], failed.eventId);
});

test("a webhook can be tried out", async (t) => {
  const hook = await receiver(t, 200);
  const { id, secret } = await webhook(t, hook.url, ["topic.unpublished"]);
  await ask("POST", `/v1/manage/webhooks/${id}/test`);
  const received = await hook.request(1);
  assert.equal(new Webhook(secret).verify(received.body, received.headers).type, "webhook.test");
});
