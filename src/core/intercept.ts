import { wrap } from "./realms.js";

/**
 * Runs in place of a method, setter or getter.
 * @param go does what it does; with the arguments as they were, unless there are others
 */
export type Take = (self: unknown, given: unknown[], go: (others?: unknown[]) => unknown) => unknown;

/** Puts `take` in the way of some members of an interface (names separated by spaces); of those that it has. */
export const intercept = (owner: object, names: string, part: "get" | "set" | "value", take: Take): void => {
  for (const name of names.split(" "))
    wrap(owner, name, part, (target, self, given) =>
      take(self, given, (others = given) => Reflect.apply(target, self, others)),
    );
};
