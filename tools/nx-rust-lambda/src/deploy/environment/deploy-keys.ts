/**
 * Knows every option of `sam deploy` (aws-sam-cli 1.170) by its key in samconfig.toml, and what a deploy of
 * ours makes of it. `e2e/samconfig.e2e.ts` compares these lists with the installed SAM's own. Pure.
 */

/** A deploy does as they say. */
export const honouredKeys = [
  'stack_name',
  'region',
  'profile',
  'parameter_overrides',
  'tags',
  'capabilities',
  'role_arn',
  'notification_arns',
  's3_bucket',
  's3_prefix',
  'resolve_s3',
  'kms_key_id',
  'image_repository',
  'image_repositories',
  'resolve_image_repos',
  'confirm_changeset',
  'no_execute_changeset',
  'fail_on_empty_changeset',
  'disable_rollback',
  'on_failure',
  'express',
] as const;

/** What they are about is always so here, or concerns only what `sam` itself prints; the reason beside each. */
export const keysWithoutEffect: Readonly<Record<string, string>> = {
  force_upload: 'an object is named after its content, so that another upload changes nothing',
  use_json: 'a template is always sent as JSON',
  no_progressbar: 'there is no progress bar',
  language_extensions: 'loops are always understood',
  output: "about sam's own output",
  debug: "about sam's own output",
  beta_features: 'about features of sam itself',
  save_params: 'about samconfig.toml as sam writes it',
  config_env: 'SAM reads it on its command line alone',
  config_file: 'SAM reads it on its command line alone',
};

/** A deploy goes on and says so; the reason beside each. */
export const warnedKeys: Readonly<Record<string, string>> = {
  guided: 'nothing is ever asked here; the values of samconfig.toml hold',
  max_wait_duration: 'a deploy here waits until CloudFormation has ended',
  metadata: 'objects are uploaded here without it',
};

/** A deploy would do something else than SAM's; the reason beside each. */
export const refusedKeys: Readonly<Record<string, string>> = {
  signing_profiles:
    'code is not signed here, and SAM would sign it; deploy with sam, or remove the key',
  template_file: 'the template that is deployed here is the one of the workspace; remove the key',
};

/** Keys of ours: SAM passes over what it does not know. */
export const ownKeys = ['allowed_account', 'bucket_owner'] as const;

export const deployKeys: readonly string[] = [
  ...honouredKeys,
  ...Object.keys(keysWithoutEffect),
  ...Object.keys(warnedKeys),
  ...Object.keys(refusedKeys),
  ...ownKeys,
];

/** Options of other commands, which may stand in a `global` section. */
export const otherKeys: readonly string[] = words(`
  account_id add_host app_template application application_id application_insights
  architecture base_dir base_image bitbucket_repo_uuid body bootstrap bucket bucket_arn
  build_dir build_image build_in_source cache_dir cached callback_id cause cicd_provider
  cloudformation_execution_role code contact_id container_dns container_env_var
  container_env_var_file container_env_vars container_host container_host_interface
  create_image_repository custom_data cw_log_group data debug_args debug_function debug_port
  debugger_path dependency_layer dependency_manager deployment_branch disable_authorizer
  dns_suffix docker_network docker_volume_basedir durable_execution_arn durable_execution_name
  end_time env_vars error error_data error_message error_type event event_file exclude
  execution_role extra_context fail_on_same_version file filter flow_direction force
  force_image_build format function_logical_id function_logical_ids github_org github_repo
  gitlab_group gitlab_project hook_name host include_traces input_bucket input_key interactive
  invocation_type invoke_image iteration_object_timestamp key label_attribute_name
  labeling_job_name layer_cache_basedir lint location log_file mail_from manifest message
  method mount_symlinks mount_with name no_event no_input no_interactive no_memory_limit
  no_prompts no_watch oidc_client_id oidc_provider oidc_provider_url output_bucket output_dir
  output_file output_key output_template_file package_type parallel parameter partition
  partition_key path permissions_provider phone_number pipeline_execution_role pipeline_user
  port querystringparameters queue_name repository request_id resource resource_id
  resource_logical_id restapiid result rule runtime s3_output_path semantic_version sender
  sequence session_id shutdown skip_deploy_sync skip_prepare_infra skip_pull_image source_ref
  ssl_cert_file ssl_key_file stack stack_trace stage start_time static_dir stream
  structured_logging subject table tail tenant_id terraform_plan_file
  terraform_project_root_path test_event_name topic trace_id tracing trigger uri use_buildkit
  use_container user_id warm_containers watch watch_exclude
`);

/** Sections of an environment: the commands that have options, and what holds for all of them. */
export const commandSections: readonly string[] = words(`
  global
  build delete deploy docs init list list_endpoints list_resources list_stack_outputs local
  local_callback local_callback_fail local_callback_heartbeat local_callback_succeed
  local_execution local_execution_get local_execution_history local_execution_stop
  local_invoke local_start_api local_start_lambda logs package pipeline pipeline_bootstrap
  pipeline_init publish remote remote_callback remote_callback_fail remote_callback_heartbeat
  remote_callback_succeed remote_execution remote_execution_get remote_execution_history
  remote_execution_stop remote_invoke remote_test_event remote_test_event_delete
  remote_test_event_get remote_test_event_list remote_test_event_put sync traces validate
`);

function words(text: string): string[] {
  return text.split(/\s+/).filter(Boolean);
}
