/** Knows which parts of a template may name a file of this machine, which SAM then builds or uploads. */
import { isAbsolute, join, posix } from 'node:path';
import { isObject, objectAt, type Json, type JsonObject } from './sam-template';
import { madeBy, mapBodies } from './for-each';

// aws-sam-cli 1.170, samcli/lib/utils/resources.py: RESOURCES_WITH_LOCAL_PATHS.
const pathProperties: Readonly<Record<string, readonly string[]>> = {
  'AWS::ApiGateway::RestApi': ['BodyS3Location'],
  'AWS::ApiGatewayV2::Api': ['BodyS3Location'],
  'AWS::AppSync::FunctionConfiguration': [
    'CodeS3Location',
    'RequestMappingTemplateS3Location',
    'ResponseMappingTemplateS3Location',
  ],
  'AWS::AppSync::GraphQLSchema': ['DefinitionS3Location'],
  'AWS::AppSync::Resolver': [
    'CodeS3Location',
    'RequestMappingTemplateS3Location',
    'ResponseMappingTemplateS3Location',
  ],
  'AWS::CloudFormation::Stack': ['TemplateURL'],
  'AWS::Lambda::Function': ['Code'],
  'AWS::Lambda::LayerVersion': ['Content'],
  'AWS::Serverless::Api': ['DefinitionUri'],
  'AWS::Serverless::Application': ['Location'],
  'AWS::Serverless::Function': ['CodeUri'],
  'AWS::Serverless::GraphQLApi': ['SchemaUri', 'CodeUri'],
  'AWS::Serverless::HttpApi': ['DefinitionUri'],
  'AWS::Serverless::LayerVersion': ['ContentUri'],
  'AWS::Serverless::StateMachine': ['DefinitionUri'],
  'AWS::StepFunctions::StateMachine': ['DefinitionS3Location'],
};

/** Names of properties that hold a path, and where its content is once it is packaged. */
export const packagedProperties: ReadonlySet<string> = new Set([
  ...Object.values(pathProperties).flat(),
  // Of AWS::Include.
  'Location',
]);

// samcli/lib/build/app_builder.py: what of Metadata is relative to the template.
const pathMetadata = ['DockerContext', 'ProjectRootDirectory', 'WorkingDirectory'];

const functionTypes = new Set(['AWS::Serverless::Function', 'AWS::Lambda::Function']);
const layerTypes = new Set(['AWS::Serverless::LayerVersion', 'AWS::Lambda::LayerVersion']);
/** Resources that are stacks of their own. */
export const nestedTypes: ReadonlySet<string> = new Set([
  'AWS::Serverless::Application',
  'AWS::CloudFormation::Stack',
]);

/** Whether SAM would find something to build or to upload. */
export function hasLocalPaths(template: JsonObject): boolean {
  const { Resources: resources = {}, ...rest } = template;
  return (
    hasLocalInclude(rest) ||
    (isObject(resources) && Object.entries(resources).some(([id, entry]) => isLocal(id, entry)))
  );
}

/** Whether SAM would find something in an entry of Resources to build or to upload. */
export function isLocal(id: string, entry: Json): boolean {
  if (hasLocalInclude({ [id]: entry })) return true;
  return madeBy(id, entry).some(
    ([, body]) => isObject(body) && (localPathsOf(body).length > 0 || isImageToBuild(body)),
  );
}

/** Whether `sam build` has something to do: code in another language, a layer, an image, a nested stack. */
export function needsBuild(template: JsonObject): boolean {
  return Object.entries(objectAt(template, 'Resources'))
    .flatMap(([id, entry]) => madeBy(id, entry))
    .some(([, body]) => isObject(body) && isToBuild(body));
}

function isToBuild(resource: JsonObject): boolean {
  const type = String(resource['Type']);
  const metadata = objectAt(resource, 'Metadata');
  const paths = localPathsOf(resource);
  if (nestedTypes.has(type)) return paths.length > 0;
  if (metadata['SkipBuild'] === true) return false;
  const hasSource = paths.some((path) => !path.endsWith('.zip'));
  if (layerTypes.has(type)) return hasSource && metadata['BuildMethod'] !== undefined;
  return isImageToBuild(resource) || (functionTypes.has(type) && hasSource);
}

/** What is deployed has its image in ECR, and still says how it was built. */
function isImageToBuild(resource: JsonObject): boolean {
  const { Dockerfile: file, DockerContext: context } = objectAt(resource, 'Metadata');
  return file !== undefined && context !== undefined && !hasImage(resource);
}

function hasImage(resource: JsonObject): boolean {
  const properties = objectAt(resource, 'Properties');
  const image = properties['ImageUri'] ?? objectAt(properties, 'Code')['ImageUri'];
  return isObject(image) || (typeof image === 'string' && image.includes('.dkr.ecr.'));
}

/**
 * The template as SAM is to see it in another folder: with absolute paths, and without the way to build
 * what is built already.
 */
export function stagedTemplate(template: JsonObject, root: string): JsonObject {
  const { Resources: resources = {}, ...rest } = template;
  const staged = Object.entries(isObject(resources) ? resources : {}).map(([id, entry]) => [
    id,
    mapBodies(id, withAbsoluteIncludes(entry, root), (body) => stagedResource(body, root)),
  ]);
  return {
    ...(withAbsoluteIncludes(rest, root) as JsonObject),
    Resources: Object.fromEntries(staged) as JsonObject,
  };
}

function stagedResource(resource: JsonObject, root: string): JsonObject {
  const staged = { ...resource };
  const absolute = (container: JsonObject, names: readonly string[]): JsonObject =>
    Object.fromEntries(
      Object.entries(container).map(([name, value]) => [
        name,
        names.includes(name) && isLocalPath(value) && !isAbsolute(value)
          ? join(root, value)
          : value,
      ]),
    );
  if (isObject(resource['Properties'])) {
    staged['Properties'] = absolute(resource['Properties'], propertiesOf(resource));
  }
  if (isObject(resource['Metadata'])) {
    const { Dockerfile: file, ...metadata } = absolute(resource['Metadata'], pathMetadata);
    const isBuilt = file === undefined || hasImage(resource);
    staged['Metadata'] = isBuilt ? metadata : { ...metadata, Dockerfile: file };
  }
  return staged;
}

function localPathsOf(resource: JsonObject): string[] {
  const properties = objectAt(resource, 'Properties');
  return propertiesOf(resource)
    .map((name) => properties[name])
    .filter(isLocalPath);
}

function propertiesOf(resource: JsonObject): readonly string[] {
  return pathProperties[String(resource['Type'])] ?? [];
}

export function isLocalPath(value: Json | undefined): value is string {
  return typeof value === 'string' && !/^(s3|https?):\/\//.test(value);
}

/** `Fn::Transform: {Name: AWS::Include, Parameters: {Location: file}}`, anywhere. */
function includeLocation(value: Json | undefined): string | undefined {
  if (!isObject(value) || value['Name'] !== 'AWS::Include') return undefined;
  const location = objectAt(value, 'Parameters')['Location'];
  return isLocalPath(location) ? location : undefined;
}

function hasLocalInclude(value: Json): boolean {
  if (Array.isArray(value)) return value.some(hasLocalInclude);
  if (!isObject(value)) return false;
  if (includeLocation(value['Fn::Transform']) !== undefined) return true;
  return Object.values(value).some(hasLocalInclude);
}

function withAbsoluteIncludes(value: Json, root: string): Json {
  if (Array.isArray(value)) return value.map((item) => withAbsoluteIncludes(item, root));
  if (!isObject(value)) return value;
  const location = includeLocation(value);
  if (location !== undefined && !isAbsolute(location)) {
    const parameters = { ...objectAt(value, 'Parameters'), Location: join(root, location) };
    return { ...value, Parameters: parameters };
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, withAbsoluteIncludes(inner, root)]),
  );
}

/** A CodeUri as a folder relative to the workspace root. */
export function folderOf(codeUri: string, templateFile: string): string {
  const folder = posix.join(posix.dirname(templateFile), codeUri);
  return folder === './' ? '.' : folder.replace(/\/$/, '');
}
