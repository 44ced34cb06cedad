import { awsClients } from './clients';
import { objectUrl } from './storage';

test.each([
  ['eu-central-1', undefined, 'https://a-bucket.s3.eu-central-1.amazonaws.com/template/a.json'],
  ['us-east-1', undefined, 'https://a-bucket.s3.us-east-1.amazonaws.com/template/a.json'],
  ['cn-north-1', undefined, 'https://a-bucket.s3.cn-north-1.amazonaws.com.cn/template/a.json'],
  ['eu-central-1', 'http://127.0.0.1:1', 'http://127.0.0.1:1/a-bucket/template/a.json'],
])('the address of an object in %s at %s', (region, endpoint, url) => {
  const clients = awsClients({ kind: 'account', region, profile: undefined, endpoint });
  expect(objectUrl(clients, 'a-bucket', 'template/a.json')).toBe(url);
});
