import { Duration, RemovalPolicy } from 'aws-cdk-lib'
import { AttributeType, Billing, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3'
import { Construct } from 'constructs'
import { tableShape } from '../../functions/platform/dynamo/table.ts'

/** What the bucket keeps, by the beginning of its keys. */
type Folder = 'snapshots' | 'packs' | 'imports' | 'uploads' | 'evidence'

const text = (name: string) => ({ name, type: AttributeType.STRING })

/**
 * The table and the bucket. Both outlive the stack, and their names are CloudFormation's, so that a
 * stack made anew does not stumble over what an earlier one left.
 */
export class Storage extends Construct {
  readonly table: TableV2
  readonly packs: Bucket

  constructor(scope: Construct, id: string) {
    super(scope, id)
    this.table = new TableV2(this, 'Table', {
      partitionKey: text(tableShape.partitionKey),
      sortKey: text(tableShape.sortKey),
      globalSecondaryIndexes: tableShape.indexes.map(({ name, partitionKey, sortKey }) => ({
        indexName: name,
        partitionKey: text(partitionKey),
        sortKey: text(sortKey),
      })),
      timeToLiveAttribute: tableShape.timeToLive,
      billing: Billing.onDemand(),
      // A key of AWS's in this account, so that its use shows in CloudTrail.
      encryption: TableEncryptionV2.awsManagedKey(),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    })
    this.packs = new Bucket(this, 'Packs', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      versioned: true,
      lifecycleRules: [
        { abortIncompleteMultipartUploadAfter: Duration.days(7) },
        // What was checked is kept as evidence; what was not is nobody's record.
        {
          id: 'uploads-expire',
          prefix: 'uploads/',
          expiration: Duration.days(1),
          noncurrentVersionExpiration: Duration.days(1),
        },
        { id: 'uploads-leave-no-markers', prefix: 'uploads/', expiredObjectDeleteMarker: true },
      ],
      removalPolicy: RemovalPolicy.RETAIN,
    })
  }

  /** Reading and writing items, alone or in transactions. Nothing here can delete one. */
  keepRecords(): PolicyStatement[] {
    const { tableArn } = this.table
    return [
      new PolicyStatement({
        actions: ['GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem', 'ConditionCheckItem'].map(
          (action) => `dynamodb:${action}`,
        ),
        resources: [tableArn],
      }),
      new PolicyStatement({
        actions: ['dynamodb:Query'],
        resources: [tableArn, ...tableShape.indexes.map(({ name }) => `${tableArn}/index/${name}`)],
      }),
    ]
  }

  readFiles(folder: Folder): PolicyStatement {
    return new PolicyStatement({
      actions: ['s3:GetObject'],
      resources: [this.packs.arnForObjects(`${folder}/*`)],
    })
  }

  /** A file written again is a new version of it; the old one stays. */
  writeFiles(folder: Folder): PolicyStatement {
    return new PolicyStatement({
      actions: ['s3:PutObject'],
      resources: [this.packs.arnForObjects(`${folder}/*`)],
    })
  }
}
