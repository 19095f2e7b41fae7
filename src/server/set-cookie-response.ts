import type { Field } from "./set-cookie-fields.js";
import { forbidSharedCaches, isNamed, joinValues, readFields, varyByCookie, writeFields } from "./set-cookie-fields.js";
import type { Verdict } from "./set-cookie-judge.js";

/** What the guard needs of a response: Node's, over HTTP/1 or HTTP/2, and what frameworks make of it. */
export type GuardedResponse = {
  readonly headersSent: boolean;
  getHeader(name: string): unknown;
  getHeaderNames(): string[];
  setHeader(name: string, value: string | string[]): unknown;
  appendHeader(name: string, value: string | string[]): unknown;
  writeHead(...given: never[]): unknown;
};

/**
 * Puts every `Set-Cookie` field of a response through `judge` when its fields are sent.
 *
 * Nothing is changed before `writeHead`, which Node calls for implicit fields as well: until then a server reads back
 * what it has set. A middleware that wrapped `writeHead` earlier runs inside it and may still set fields; those are
 * seen in `setHeader` and `appendHeader`.
 */
export const guardResponse = (response: GuardedResponse, judge: (text: string) => Verdict): void => {
  const setHeader = response.setHeader.bind(response);
  let isSending = false;
  // Never unset: a field that has been dropped once can no longer tell.
  let hasCookies = false;
  let isByRecord = false;
  // Names that `writeHead` was given and may set one by one while it runs; each has its mark already.
  let coming: readonly unknown[] = [];
  // Marks among them that the server has not given.
  let added: readonly Field[] = [];

  /** The values that may be sent; anything that Node refuses is left for it to refuse. */
  const judgeValues = (given: unknown): unknown[] =>
    [given].flat().flatMap<unknown>((value) => {
      if (value === undefined || typeof value === "symbol") return [value];
      // Converted once, since an object may answer differently the second time.
      const text = String(value);
      const verdict = judge(text);
      hasCookies = true;
      isByRecord ||= verdict.isByRecord;
      return verdict.text === undefined ? [] : [verdict.text];
    });

  /** Judges what is set, and what `writeHead` is given besides. @returns what to give it instead */
  const settle = (headers?: unknown): unknown => {
    const given = readFields(headers);
    // Once a field is set, Node over HTTP/1 takes these by name, and of repeated ones only the last would be left.
    const mayRepeat = given.length > 0 && !response.getHeaderNames().length && !("stream" in response);
    let fields = given.map<Field>(([name, value]) => {
      const judged = isNamed(name, "set-cookie") ? judgeValues(value) : undefined;
      // An empty list stays: it stands for what was set before, just as its cookies would have.
      return [name, !judged ? value : Array.isArray(value) || !judged.length ? judged : judged[0]];
    });
    const set = response.getHeader("set-cookie");
    const values = set === undefined ? [] : [set].flat();
    const judged = judgeValues(values);
    if (values.some((value, index) => value !== judged[index])) setHeader("Set-Cookie", judged as string[]);

    const change = (name: string, changed: (before: string) => string): void => {
      if (coming.some((each) => isNamed(each, name.toLowerCase()))) return;
      const own = fields.filter((field) => isNamed(field[0], name.toLowerCase()));
      const before = joinValues(own.length ? own.map((field) => field[1]) : [response.getHeader(name)]);
      const after = changed(before);
      if (after === before) return;
      if (own.length || mayRepeat) {
        fields = [...fields.filter((field) => !own.includes(field)), [name, after]];
        if (!own.length) added = [...added, [name.toLowerCase(), after]];
      } else setHeader(name, after);
    };
    if (hasCookies) change("Cache-Control", forbidSharedCaches);
    if (isByRecord) change("Vary", varyByCookie);
    return hasCookies && given.length ? writeFields(fields, headers) : headers;
  };

  for (const method of ["setHeader", "appendHeader"] as const) {
    response[method] = new Proxy(response[method], {
      apply: (target, self, given) => {
        const name = ["set-cookie", "vary", "cache-control"].find((each) => isNamed(given[0], each));
        // A mark takes nothing away from what a middleware has set meanwhile.
        const isMark = added.some(([each, value]) => each === name && value === given[1]);
        const result = isMark && response.getHeader(name ?? "") ? self : Reflect.apply(target, self, given);
        if (isSending && name) {
          coming = coming.filter((each) => !isNamed(each, name));
          settle();
        }
        return result;
      },
    });
  }

  response.writeHead = new Proxy(response.writeHead, {
    apply: (target, self, given: unknown[]) => {
      // Sent already: Node has its own answer to a second call.
      if (response.headersSent) return Reflect.apply(target, self, given);
      const at = typeof given[1] === "string" || (given[2] ?? null) !== null ? 2 : 1;
      isSending = true;
      try {
        const headers = settle(given[at]);
        coming = readFields(headers).map(([name]) => name);
        return Reflect.apply(
          target,
          self,
          headers === given[at] ? given : Object.assign([...given], { [at]: headers }),
        );
      } finally {
        isSending = false;
        coming = added = [];
      }
    },
  });
};
