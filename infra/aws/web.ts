import {
  DomainName,
  HttpApi,
  HttpMethod,
  HttpRoute,
  HttpRouteKey,
  HttpStage,
  SecurityPolicy,
} from 'aws-cdk-lib/aws-apigatewayv2'
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations'
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager'
import type { IFunction } from 'aws-cdk-lib/aws-lambda'
import { Construct } from 'constructs'
import { z } from 'zod'
import { countedOver, type FailureNotice, ImpactAlarm } from './constructs/impact-alarm.ts'

export type WebProps = FailureNotice & {
  apiName: string
  domain: { name: string; certificateArn: string } | null
}

/** `METHOD /path`, as infra/system.ts has it. */
const RouteKey = z.templateLiteral([z.enum(HttpMethod), ' /', z.string()])

/**
 * The pages' HTTP API. It writes no access log: the path of a lead's link is the key to their form.
 */
export class Web extends Construct {
  /** Where people find the pages, without a slash at the end. */
  readonly publicUrl: string
  /** What a name of one's own must point to by CNAME or alias; null without such a name. */
  readonly domainTarget: string | null
  readonly #api: HttpApi

  constructor(scope: Construct, id: string, { apiName, domain, ...notice }: WebProps) {
    super(scope, id)
    this.#api = new HttpApi(this, 'Api', {
      apiName,
      createDefaultStage: false,
      // One address only: cookies and links of two would not meet.
      disableExecuteApiEndpoint: domain !== null,
    })
    const domainName = domain
      ? new DomainName(this, 'Domain', {
          domainName: domain.name,
          certificate: Certificate.fromCertificateArn(this, 'Certificate', domain.certificateArn),
          securityPolicy: SecurityPolicy.TLS_1_2,
        })
      : null
    new HttpStage(this, 'Stage', {
      httpApi: this.#api,
      stageName: '$default',
      autoDeploy: true,
      // Far above 500 leads on the last day, far below what a flood would cost.
      throttle: { rateLimit: 50, burstLimit: 100 },
      ...(domainName ? { domainMapping: { domainName } } : {}),
    })
    this.publicUrl = domain ? `https://${domain.name}` : this.#api.apiEndpoint
    this.domainTarget = domainName?.regionalDomainName ?? null

    new ImpactAlarm(this, 'Alarm', {
      ...notice,
      metric: this.#api.metricServerError({ period: countedOver, statistic: 'Sum' }),
      threshold: 1,
      lookAt: `the HTTP API ${apiName} and the logs of its functions`,
    })
  }

  /** Sends routes to a function. @throws when a route is written in another way than infra/system.ts has it. */
  route(name: string, target: IFunction, routes: readonly string[]): void {
    const integration = new HttpLambdaIntegration(`${name}-integration`, target)
    for (const route of routes) {
      new HttpRoute(this, `${name} ${route}`, {
        httpApi: this.#api,
        routeKey: routeKeyOf(route),
        integration,
      })
    }
  }
}

const routeKeyOf = (route: string): HttpRouteKey => {
  if (route === '$default') return HttpRouteKey.DEFAULT
  const [method, path] = RouteKey.parse(route).split(' ')
  return HttpRouteKey.with(path ?? '/', z.enum(HttpMethod).parse(method))
}
