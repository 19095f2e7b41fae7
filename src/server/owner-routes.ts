import type { FastifyInstance } from "fastify";
import { DIMENSIONS, type Settings, type SiteSettings } from "../model/report.js";
import { MAX_TOKENS } from "./access-tokens.js";
import { type ApiParts, problem } from "./api-parts.js";
import { object, problemOf, SITE, SITE_AND_DAYS } from "./api-schemas.js";
import { isoDate } from "./calendar.js";
import type { KnownSite } from "./declared-sites.js";
import { formatExport, parseExport } from "./export.js";
import { fetchPage } from "./fetch-page.js";
import { FEW } from "./fold-rows.js";
import { readDays, unknownSite } from "./report-routes.js";
import { isOrigin, isSiteName, isTimeZone, MAX_K, MAX_RETENTION_DAYS } from "./site.js";

/** A year of a large site's counters is some tens of megabytes. */
const MAX_IMPORT_BYTES = 256 * 1024 * 1024;

const NAME = { type: "string", minLength: 1, maxLength: 100, description: "a name of 1 to 100 characters" } as const;
const SITE_BODY = object({
  origins: {
    type: "array",
    minItems: 1,
    maxItems: 50,
    description: "1 to 50 origins",
    items: { type: "string", maxLength: 300, description: "an origin such as https://example.org" },
  },
  timeZone: { type: "string", maxLength: 100, description: "an IANA time zone" },
  retentionDays: {
    type: "integer",
    minimum: 0,
    maximum: MAX_RETENTION_DAYS,
    description: `a number of days from 0 to ${MAX_RETENTION_DAYS}`,
  },
  k: { type: "integer", minimum: 1, maximum: MAX_K, description: `a number from 1 to ${MAX_K}` },
});
const ONE_SITE = object({ site: SITE });

type Named = { Params: { readonly site: string } };
type Asked = { Querystring: Readonly<Record<string, string | undefined>> };
type SiteBody = Pick<SiteSettings, "origins" | "timeZone" | "retentionDays" | "k">;

/** What the owner alone may do: settings, tokens, deletions, export and import. Every change is an audit line. */
export const serveOwner = (app: FastifyInstance, { sites, tokens, audit, store, now }: ApiParts): void => {
  const settings = (): Settings => ({ sites: sites.all().map(settingsOf), tokens: tokens.all() });

  app.get("/settings", { schema: { summary: "Sites and tokens" } }, async () => settings());

  app.put<Named & { Body: SiteBody }>(
    "/sites/:site",
    { schema: { summary: "Declares a site, or changes it", params: ONE_SITE, body: SITE_BODY } },
    async ({ params, body }, reply) => {
      const wrong = issueOf(params.site, body);
      if (wrong !== undefined) return problem(reply, 400, wrong);
      sites.save({ name: params.site, ...body });
      audit("site saved", { site: params.site });
      return settings();
    },
  );

  app.get<Asked>(
    "/page",
    { schema: { summary: "The first page of a site, for a look at its tag", querystring: ONE_SITE } },
    async ({ query }, reply) => {
      const site = sites.find(query.site ?? "");
      if (site === undefined) return problem(reply, 400, unknownSite(query.site));
      const page = await fetchPage(site.origins);
      return "issue" in page ? problem(reply, 502, page.issue) : page;
    },
  );

  app.delete<Named>(
    "/sites/:site",
    { schema: { summary: "Deletes a site with all that was counted for it", params: ONE_SITE } },
    async ({ params: { site } }, reply) => {
      if (sites.find(site) === undefined) return problem(reply, 404, unknownSite(site));
      store.remove(site, 0, Number.MAX_SAFE_INTEGER);
      sites.remove(site);
      for (const token of tokens.all()) if (token.site === site) tokens.revoke(token.id);
      audit("site deleted", { site });
      return settings();
    },
  );

  app.delete<Asked>(
    "/counters",
    { schema: { summary: "Deletes all that was counted on some days", querystring: object(SITE_AND_DAYS) } },
    async ({ query }, reply) => {
      const days = readDays(sites.find(query.site ?? ""), query);
      if (typeof days === "string") return problem(reply, 400, days);
      const { site, from, to } = days;
      const removed = store.remove(site.name, from, to);
      audit("days deleted", { site: site.name, from: isoDate(from), to: isoDate(to) });
      return { removed };
    },
  );

  app.delete<Asked>(
    "/values",
    {
      schema: {
        summary: "Deletes one value on every day; a path is deleted as page, entry and exit",
        querystring: object({
          site: SITE,
          dimension: { type: "string", enum: DIMENSIONS, description: `one of ${DIMENSIONS.join(", ")}` },
          value: { type: "string", maxLength: 1000, description: "a value as the report shows it" },
        }),
      },
    },
    async ({ query: { site = "", dimension = "", value = "" } }, reply) => {
      if (sites.find(site) === undefined) return problem(reply, 400, unknownSite(site));
      const counters = store.removeValue(site, dimension, value);
      // The value itself is what the owner wants to be gone: it is not written into the log.
      audit("value deleted", { site, dimension, counters });
      return { counters };
    },
  );

  app.post<{ Body: { name: string; site?: string } }>(
    "/tokens",
    {
      schema: {
        summary: "Makes a token that reads the reports of one site, or of all",
        body: object({ name: NAME, site: SITE }, ["site"]),
      },
    },
    async ({ body: { name, site } }, reply) => {
      if (site !== undefined && sites.find(site) === undefined) return problem(reply, 400, unknownSite(site));
      if (tokens.all().length >= MAX_TOKENS)
        return problem(reply, 409, `expected at most ${MAX_TOKENS} tokens: revoke one`);
      const made = tokens.create(name, site, isoDate(Math.floor(now() / 86_400_000)));
      audit("token made", { id: made.id, site: site ?? "all" });
      return reply.code(201).send(made);
    },
  );

  app.delete<{ Params: { readonly id: string } }>(
    "/tokens/:id",
    {
      schema: {
        summary: "Revokes a token",
        params: object({ id: { type: "string", description: "the id of a token" } }),
      },
    },
    async ({ params: { id } }, reply) => {
      if (!tokens.revoke(id)) return problem(reply, 404, problemOf("id", "the id of a token", id));
      audit("token revoked", { id });
      return reply.code(204).send();
    },
  );

  app.get<Asked>(
    "/export",
    { schema: { summary: "Every counter of some days, for an import", querystring: object(SITE_AND_DAYS) } },
    async ({ query }, reply) => {
      const days = readDays(sites.find(query.site ?? ""), query);
      if (typeof days === "string") return problem(reply, 400, days);
      const { site, from, to } = days;
      const name = `${site.name.replace(/[^\w.-]/g, "_")}-${isoDate(from)}-${isoDate(to)}.json`;
      audit("exported", { site: site.name });
      return reply
        .header("Content-Type", "application/json; charset=utf-8")
        .header("Content-Disposition", `attachment; filename="${name}"`)
        .send(formatExport(site, store.counters(site.name, from, to)));
    },
  );

  app.post<Asked>(
    "/import",
    {
      bodyLimit: MAX_IMPORT_BYTES,
      schema: { summary: "Takes in an export: its days replace those of the site", querystring: ONE_SITE },
    },
    async ({ query, body }, reply) => {
      const site = sites.find(query.site ?? "");
      if (site === undefined) return problem(reply, 400, unknownSite(query.site));
      const counters = parseExport(body);
      if ("issue" in counters) return problem(reply, 400, counters.issue);
      store.takeIn(site.name, counters);
      audit("imported", { site: site.name, counters: counters.counters.length });
      return { counters: counters.counters.length };
    },
  );
};

const settingsOf = ({ name, origins, timeZone, retentionDays = 0, k = FEW, isFixed }: KnownSite): SiteSettings => ({
  site: name,
  origins,
  timeZone,
  retentionDays,
  k,
  isFixed,
});

/** What the schema cannot say. */
const issueOf = (name: string, { origins, timeZone }: SiteBody): string | undefined => {
  if (!isSiteName(name)) return problemOf("site", "a host such as example.org", name);
  const wrong = origins.find((origin) => !isOrigin(origin));
  if (wrong !== undefined) return problemOf("origins", `an origin such as https://${name}`, wrong);
  return isTimeZone(timeZone) ? undefined : problemOf("timeZone", "an IANA time zone", timeZone);
};
