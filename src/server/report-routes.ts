import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Bucketing, Sites } from "../model/report.js";
import { type ApiParts, problem, type Viewer } from "./api-parts.js";
import { BUCKET, object, problemOf, SITE, SITE_AND_DAYS, TOP } from "./api-schemas.js";
import { parseIsoDate } from "./calendar.js";
import type { KnownSite } from "./declared-sites.js";
import { foldPairs } from "./fold-pairs.js";
import { FEW } from "./fold-rows.js";
import { reportAsCsv } from "./report-csv.js";
import { buildReport } from "./reports.js";

/** Longest range of one report, in days: ten years. */
const MAX_RANGE_DAYS = 3660;
/** Longest range that is drawn by hours. */
const MAX_DAYS_BY_HOUR = 32;

type Parameters = Readonly<Record<string, string | undefined>>;
type Asked = { Querystring: Parameters };
/** Some days of a site, as day numbers. */
export type SiteDays = { readonly site: KnownSite; readonly from: number; readonly to: number };

const REPORT = object({ ...SITE_AND_DAYS, bucket: BUCKET, top: TOP }, ["bucket", "top"]);

/** What every viewer may read, each only of the sites that are theirs. */
export const serveReports = (
  app: FastifyInstance,
  { sites, store, live, now }: ApiParts,
  viewerOf: (request: FastifyRequest) => Viewer,
): void => {
  const visible = (request: FastifyRequest): KnownSite[] => {
    const { site } = viewerOf(request);
    return sites.all().filter(({ name }) => site === null || site === name);
  };
  const siteOf = (request: FastifyRequest<Asked>): KnownSite | undefined =>
    visible(request).find(({ name }) => name === request.query.site);

  const report = (request: FastifyRequest<Asked>, reply: FastifyReply) => {
    const days = readDays(siteOf(request), request.query);
    if (typeof days === "string") return problem(reply, 400, days);
    const { bucket, top } = request.query;
    if (bucket === "hour" && days.to - days.from >= MAX_DAYS_BY_HOUR)
      return problem(reply, 400, problemOf("bucket", `hour for at most ${MAX_DAYS_BY_HOUR} days`, bucket));
    const start = performance.now();
    const built = buildReport(store, days.site, days.from, days.to, now(), {
      ...(bucket === undefined ? {} : { bucket: bucket as Bucketing }),
      ...(top === undefined ? {} : { top: Number(top) }),
    });
    reply.header("Server-Timing", `report;dur=${(performance.now() - start).toFixed(1)}`);
    return built;
  };

  app.get(
    "/sites",
    { schema: { summary: "The sites that may be read" } },
    async (request): Promise<Sites> => visible(request).map(({ name, timeZone }) => ({ site: name, timeZone })),
  );

  app.get<Asked>("/report", { schema: { summary: "A site's report", querystring: REPORT } }, async (request, reply) =>
    report(request, reply),
  );

  app.get<Asked>(
    "/pairs",
    { schema: { summary: "Sources by entry page, for the largest of both", querystring: object(SITE_AND_DAYS) } },
    async (request, reply) => {
      const days = readDays(siteOf(request), request.query);
      if (typeof days === "string") return problem(reply, 400, days);
      return foldPairs(store.pairs(days.site.name, days.from, days.to), days.site.k ?? FEW);
    },
  );

  app.get<Asked>(
    "/report.csv",
    { schema: { summary: "The same report as a table for spreadsheets", querystring: REPORT } },
    async (request, reply) => {
      const built = report(request, reply);
      if (!("totals" in built)) return built;
      const name = `${built.site.replace(/[^\w.-]/g, "_")}-${built.from}-${built.to}.csv`;
      return reply
        .header("Content-Type", "text/csv; charset=utf-8")
        .header("Content-Disposition", `attachment; filename="${name}"`)
        .send(reportAsCsv(built));
    },
  );

  app.get<Asked>(
    "/live",
    { schema: { summary: "The last 30 minutes of a site", querystring: object({ site: SITE }) } },
    async (request, reply) => {
      const site = siteOf(request);
      if (site === undefined) return problem(reply, 400, unknownSite(request.query.site));
      return live.read(site.name, now(), site.k);
    },
  );
};

/** @returns the days, or what is wrong with them */
export const readDays = (site: KnownSite | undefined, asked: Parameters): SiteDays | string => {
  const from = parseIsoDate(asked.from);
  const to = parseIsoDate(asked.to);
  if (site === undefined) return unknownSite(asked.site);
  if (from === undefined) return problemOf("from", "a date as YYYY-MM-DD", asked.from);
  if (to === undefined) return problemOf("to", "a date as YYYY-MM-DD", asked.to);
  if (to < from) return problemOf("to", "a date not before from", asked.to);
  if (to - from >= MAX_RANGE_DAYS) return problemOf("to", `at most ${MAX_RANGE_DAYS} days`, asked.to);
  return { site, from, to };
};

/** Of a site that is not declared, or not theirs. */
export const unknownSite = (found: string | undefined): string => problemOf("site", "one of the declared sites", found);
