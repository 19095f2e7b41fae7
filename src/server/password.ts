import { randomBytes, randomInt, scrypt, timingSafeEqual } from "node:crypto";

/** Cost of scrypt: 32 MiB and about a tenth of a second for each guess (RFC 7914, OWASP's second choice). */
const COST = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 } as const;
const SALT_BYTES = 16;
const HASH_BYTES = 32;

/** What is kept of a password: `scrypt:N:r:p:salt:hash`, so that the cost can be raised later. */
export const hashPassword = async (password: string): Promise<string> => {
  const salt = randomBytes(SALT_BYTES);
  const hash = await derive(password, salt, COST);
  return ["scrypt", COST.N, COST.r, COST.p, salt.toString("base64"), hash.toString("base64")].join(":");
};

/** Whether a password is the one that was hashed, in a time that does not depend on how much of it is right. */
export const isPassword = async (password: string, kept: string): Promise<boolean> => {
  const [, N, r, p, salt = "", hash = ""] = kept.split(":");
  const wanted = Buffer.from(hash, "base64");
  const cost = { N: Number(N), r: Number(r), p: Number(p), maxmem: COST.maxmem };
  return timingSafeEqual(await derive(password, Buffer.from(salt, "base64"), cost), wanted);
};

/** Letters and digits that nobody confuses when reading them aloud. */
const LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";

/** A password of 100 random bits: four groups of five. */
export const makePassword = (): string =>
  Array.from({ length: 4 }, () => Array.from({ length: 5 }, () => LETTERS[randomInt(LETTERS.length)]).join("")).join(
    "-",
  );

type Cost = { readonly N: number; readonly r: number; readonly p: number; readonly maxmem: number };

const derive = (password: string, salt: Buffer, cost: Cost): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    // The same password can be typed in composed and in decomposed letters.
    scrypt(password.normalize("NFC"), salt, HASH_BYTES, cost, (error, hash) => (error ? reject(error) : resolve(hash)));
  });
