/** @jsxRuntime classic */
/** @jsx h */
import { declarationOf } from "../model/cookie-policy.js";
import { titleOf } from "./declared.js";
// biome-ignore lint/correctness/noUnusedImports: JSX becomes calls of h
import { h } from "./element.js";
import type { StoredCookie } from "./stored-cookies.js";
import { Table } from "./table.js";
import type { View } from "./view.js";

/** What is stored now, as it was when the settings opened, and every beacon of this visit, word for word. */
export const Stored = (view: View, stored: readonly StoredCookie[]): Element => {
  const { controller, words } = view;
  const { config, sent } = controller;
  const { say } = words;
  return (
    <div part="stored">
      <h3>{say("stored")}</h3>
      <h4>{say("now", stored.length)}</h4>
      {stored[0] &&
        Table(
          words,
          ["name", "category", "kept"],
          stored.map(({ name, expires }) => {
            const { category, cookie } = declarationOf(name, config);
            return [
              name,
              cookie ? titleOf(view, category) : say("none"),
              <span part={`badge ${expires ? "persistent" : "session"}`}>
                {expires ? say("until", words.date(expires)) : say(expires === null ? "session" : "unknown")}
              </span>,
            ];
          }),
        )}
      <p>{say("hidden")}</p>
      <h4>{sent[0] ? say("sent", sent.length) : say("sentNothing")}</h4>
      {sent.map((beacon) => (
        <pre part="beacon">{beacon}</pre>
      ))}
    </div>
  );
};
