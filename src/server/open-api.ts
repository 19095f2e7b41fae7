import type { Schema } from "./api-schemas.js";

declare module "fastify" {
  interface FastifySchema {
    summary?: string;
    describedBody?: Schema;
  }
}

/** A route with the schemas that its requests are checked by. */
export type RouteDescription = {
  readonly method: string;
  /** With `:name` for parts that vary. */
  readonly url: string;
  readonly schema: {
    readonly summary?: string;
    readonly querystring?: Schema;
    readonly params?: Schema;
    readonly body?: Schema;
    /** A body that is described and not checked here. */
    readonly describedBody?: Schema;
  };
};

/**
 * The OpenAPI description of these routes.
 * @see https://spec.openapis.org/oas/v3.1.0
 */
export const describeRoutes = (routes: readonly RouteDescription[]): object => {
  const paths: Record<string, Record<string, object>> = {};
  for (const { method, url, schema } of routes) {
    const path = url.replace(/:(\w+)/g, "{$1}");
    const body = schema.body ?? schema.describedBody;
    paths[path] ??= {};
    paths[path][method.toLowerCase()] = {
      summary: schema.summary ?? "",
      parameters: [...parametersOf("path", schema.params), ...parametersOf("query", schema.querystring)],
      ...(body ? { requestBody: { required: true, content: { "application/json": { schema: body } } } } : {}),
      responses: {
        "2XX": { description: "what was asked for" },
        "4XX": { description: "a message that says where, what was expected and what was found" },
      },
    };
  }
  return {
    openapi: "3.1.0",
    info: { title: "Kivok collector", version: "1" },
    security: [{ session: [] }, { token: [] }],
    components: {
      securitySchemes: {
        session: { type: "apiKey", in: "cookie", name: "kivok_session" },
        token: { type: "http", scheme: "bearer" },
      },
    },
    paths,
  };
};

const parametersOf = (place: "path" | "query", schema: Schema | undefined): object[] =>
  Object.entries(schema?.properties ?? {}).map(([name, own]) => ({
    name,
    in: place,
    required: place === "path" || schema?.required?.includes(name) === true,
    schema: own,
  }));
