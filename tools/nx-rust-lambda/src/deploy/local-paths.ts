/** Knows which properties of a template may name a file of this machine, which SAM then uploads. */
import { isAbsolute, join } from 'node:path';
import { isObject, objectAt, type Json, type JsonObject } from '../template/sam-template';

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

/** Whether SAM would find something to upload. */
export function hasLocalPaths(template: JsonObject): boolean {
  return Object.values(objectAt(template, 'Resources')).some((resource) => {
    const properties = isObject(resource) ? objectAt(resource, 'Properties') : {};
    return propertiesOf(resource).some((name) => isLocalPath(properties[name]));
  });
}

/** The template with its local paths absolute, so that it can lie in another folder. */
export function withAbsolutePaths(template: JsonObject, root: string): JsonObject {
  const resources = Object.entries(objectAt(template, 'Resources')).map(([id, resource]) => {
    if (!isObject(resource)) return [id, resource];
    const properties = { ...objectAt(resource, 'Properties') };
    for (const name of propertiesOf(resource)) {
      const value = properties[name];
      if (isLocalPath(value) && !isAbsolute(value)) properties[name] = join(root, value);
    }
    const has = 'Properties' in resource;
    return [id, has ? { ...resource, Properties: properties } : resource];
  });
  return { ...template, Resources: Object.fromEntries(resources) as JsonObject };
}

function propertiesOf(resource: Json): readonly string[] {
  return isObject(resource) ? (pathProperties[String(resource['Type'])] ?? []) : [];
}

function isLocalPath(value: Json | undefined): value is string {
  return typeof value === 'string' && !/^(s3|https?):\/\//.test(value);
}
