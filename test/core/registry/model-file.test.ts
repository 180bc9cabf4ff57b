import { describe, expect, it } from '@jest/globals';
import { chooseModelFile } from '../../../layers/maas/core/registry/model-file.ts';

describe('chooseModelFile', () => {
  it.each<[string, string[], string | undefined, string]>([
    ['there is model.onnx', ['b.onnx', 'model.onnx', 'onnx/model.onnx'], undefined, 'model.onnx'],
    [
      "it lies as on Hugging Face's hub",
      ['config.json', 'onnx/model.onnx', 'onnx/model_quantized.onnx'],
      undefined,
      'onnx/model.onnx',
    ],
    ['there is one at the root', ['best.onnx', 'old/model.onnx'], undefined, 'best.onnx'],
    [
      'there is one in a folder',
      ['onnx/model_int8.onnx', 'config.json'],
      undefined,
      'onnx/model_int8.onnx',
    ],
    ['its ending is written large', ['MODEL.ONNX'], undefined, 'MODEL.ONNX'],
    [
      'it is chosen by its path',
      ['onnx/model.onnx', 'onnx/model_quantized.onnx'],
      'onnx/model_quantized.onnx',
      'onnx/model_quantized.onnx',
    ],
    [
      'it is chosen by its name',
      ['onnx/model.onnx', 'onnx/model_quantized.onnx'],
      'model_quantized.onnx',
      'onnx/model_quantized.onnx',
    ],
    [
      'it is chosen with the folder of a disk before it',
      ['onnx/model.onnx', 'onnx/model_fp16.onnx'],
      'bundle\\onnx\\model_fp16.onnx',
      'onnx/model_fp16.onnx',
    ],
    ["it is XGBoost's own", ['churn.json', 'labels.txt', 'samples.jsonl'], undefined, 'churn.json'],
    ["it is LightGBM's own", ['columns.txt', 'price.txt'], undefined, 'price.txt'],
    ['an ONNX model stands beside it', ['churn.ubj', 'churn.onnx'], undefined, 'churn.onnx'],
    ['it is chosen beside an ONNX model', ['churn.ubj', 'churn.onnx'], 'churn.ubj', 'churn.ubj'],
    ['a pickle stands beside it', ['model.json', 'model.pkl'], undefined, 'model.json'],
    ['it is chosen from here', ['a.onnx', 'b.onnx'], './b.onnx', 'b.onnx'],
    [
      'macOS has left its own beside it',
      ['net.onnx', '._net.onnx', '__MACOSX/._net.onnx'],
      undefined,
      'net.onnx',
    ],
    ["macOS has left its own beside XGBoost's", ['a.ubj', '._a.ubj'], undefined, 'a.ubj'],
  ])('takes the model that is meant when %s', (_, paths, asked, path) => {
    expect(chooseModelFile(paths, asked)).toEqual({ path });
  });

  it.each<[string, string[], string | undefined, string[]]>([
    [
      'several are equally good',
      ['a.onnx', 'b.onnx'],
      undefined,
      ['"entry"', '"a.onnx", "b.onnx"'],
    ],
    [
      'none of several in a folder is the usual one',
      ['onnx/model_fp16.onnx', 'onnx/model_int8.onnx'],
      undefined,
      ['"entry"', 'model_int8'],
    ],
    [
      'the chosen one is not there',
      ['a.onnx', 'b.onnx'],
      'c.onnx',
      ['"c.onnx"', '"a.onnx", "b.onnx"'],
    ],
    [
      'the chosen name is that of two',
      ['a/m.onnx', 'b/m.onnx'],
      'm.onnx',
      ['"m.onnx"', '"a/m.onnx"'],
    ],
    ['there is none', ['config.json'], undefined, ['.onnx', '"config.json"']],
    [
      'there are the weights of PyTorch',
      ['config.json', 'pytorch_model.bin'],
      undefined,
      ['pytorch_model.bin', 'optimum-cli'],
    ],
    [
      'there is a SavedModel',
      ['saved_model.pb', 'variables/variables.index'],
      undefined,
      ['saved_model.pb', 'tf2onnx'],
    ],
    ['there is a model of OpenVINO', ['model.xml', 'model.bin'], undefined, ['OpenVINO IR']],
    [
      'training has left its results beside the weights',
      ['config.json', 'trainer_state.json', 'all_results.json', 'model.safetensors'],
      undefined,
      ['model.safetensors', 'maas-convert[huggingface]'],
    ],
    [
      'several files could be boosters',
      ['a.json', 'b.json'],
      undefined,
      ['"entry"', '"a.json", "b.json"'],
    ],
    ['there is a pickle', ['model.pkl', 'labels.txt'], undefined, ['model.pkl', 'skl2onnx']],
  ])('says what to do when %s', (_, paths, asked, words) => {
    const { fault } = chooseModelFile(paths, asked) as { fault: string };
    for (const word of words) expect(fault).toContain(word);
  });
});
