import { fileURLToPath } from 'node:url'
import { Duration, RemovalPolicy } from 'aws-cdk-lib'
import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch'
import { type PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Architecture, Runtime } from 'aws-cdk-lib/aws-lambda'
import { type ICommandHooks, NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs'
import { FilterPattern, LogGroup, MetricFilter, RetentionDays } from 'aws-cdk-lib/aws-logs'
import { Construct } from 'constructs'
import { countedOver, type FailureNotice, ImpactAlarm } from './impact-alarm.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))

/** CommonJS packages in an ES module ask for built-in modules by `require`. */
const REQUIRE_BANNER =
  "import { createRequire as createRequireOfBundle } from 'node:module';const require = createRequireOfBundle(import.meta.url);"

export type MusterFunctionProps = FailureNotice & {
  functionName: string
  /** Where its metric of faults is kept. */
  metricNamespace: string
  /** From the repository's root. */
  entry: string
  timeoutSeconds: number
  memoryMegabytes: number
  environment: Record<string, string>
  /** All it may do, besides writing its own log. */
  statements: PolicyStatement[]
  /** As many faults in five minutes raise the alarm. */
  faultsUntilAlarm: number
  /** Arm, which costs less, where it is not given. */
  architecture?: Architecture
  /** Packages that are not bundled but copied beside the bundle, and what copies them. */
  copied?: { packages: string[]; hooks: ICommandHooks }
}

/** A Lambda function with a role of its own, a log that ends, and an alarm. */
export class MusterFunction extends Construct {
  readonly lambda: NodejsFunction
  readonly logGroup: LogGroup

  constructor(scope: Construct, id: string, props: MusterFunctionProps) {
    super(scope, id)
    const logGroup = new LogGroup(this, 'Log', {
      logGroupName: `/muster/${props.functionName}`,
      // Long enough to look back over a whole cycle and the one before. It holds ids, and no record.
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    })
    this.logGroup = logGroup
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') })
    logGroup.grantWrite(role)
    for (const statement of props.statements) role.addToPolicy(statement)

    this.lambda = new NodejsFunction(this, 'Function', {
      functionName: props.functionName,
      runtime: Runtime.NODEJS_24_X,
      architecture: props.architecture ?? Architecture.ARM_64,
      entry: `${root}${props.entry}`,
      projectRoot: root,
      depsLockFilePath: `${root}package-lock.json`,
      handler: 'handler',
      timeout: Duration.seconds(props.timeoutSeconds),
      memorySize: props.memoryMegabytes,
      role,
      logGroup,
      // A variable for an SDK that is not used here.
      awsSdkConnectionReuse: false,
      environment: { ...props.environment, NODE_OPTIONS: '--enable-source-maps' },
      bundling: {
        format: OutputFormat.ESM,
        target: 'node24',
        mainFields: ['module', 'main'],
        // What was tested is what runs: the SDK is bundled, not taken from the runtime.
        externalModules: props.copied?.packages ?? [],
        minify: true,
        sourceMap: true,
        // Names and lines are enough in a stack; the source is in the repository.
        sourcesContent: false,
        banner: REQUIRE_BANNER,
        ...(props.copied ? { commandHooks: props.copied.hooks } : {}),
      },
    })

    const faults = new MetricFilter(this, 'Faults', {
      logGroup,
      metricNamespace: props.metricNamespace,
      metricName: `${props.functionName}-faults`,
      // What `logFault` writes, of faults that a handler survives.
      filterPattern: FilterPattern.exists('$.fault'),
      metricValue: '1',
    })
    new ImpactAlarm(this, 'Alarm', {
      errorImpact: props.errorImpact,
      alarmTopic: props.alarmTopic,
      metric: new MathExpression({
        expression: 'FILL(crashes, 0) + FILL(faults, 0)',
        usingMetrics: {
          crashes: this.lambda.metricErrors({ period: countedOver, statistic: 'Sum' }),
          faults: faults.metric({ period: countedOver, statistic: 'Sum' }),
        },
        period: countedOver,
        label: 'Crashes and faults',
      }),
      threshold: props.faultsUntilAlarm,
      lookAt: `the log ${logGroup.logGroupName}`,
    })
  }
}
