import { describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import {
  createModel,
  json,
  PREPROCESSOR,
  BUNDLE,
  paint,
  service,
  green,
  predict,
  usePictureService,
} from '../../../support/picture-service.ts';

const ULTRALYTICS = {
  names: "{0: 'red', 1: \"it's green\", 2: 'bl\\u200bue'}",
  task: 'classify',
  imgsz: '[4, 4]',
  stride: '1',
};

usePictureService();

describe('a bundle for pictures', () => {
  it.each<[string, Readonly<Record<string, Buffer>>, string]>([
    [
      'without preprocessor_config.json',
      { 'model.onnx': BUNDLE['model.onnx'] },
      'image-classification needs a preprocessor_config.json that says how pictures are ' +
        'prepared: put it beside model.onnx',
    ],
    [
      'whose preprocessor_config.json wants padding',
      { ...BUNDLE, 'preprocessor_config.json': json({ ...PREPROCESSOR, do_pad: true }) },
      'image-classification cannot follow preprocessor_config.json: "do_pad" is not followed ' +
        'here for ViT; where it changes no pixel, take it out (got true)',
    ],
    [
      "whose pictures are of another size than the model's",
      { ...BUNDLE, 'preprocessor_config.json': json({ ...PREPROCESSOR, size: 8 }) },
      'preprocessor_config.json makes pictures of 8 × 8, and the model reads 4 × 4',
    ],
    [
      'with labels of other classes',
      { ...BUNDLE, 'labels.txt': Buffer.from('red\ngreen\n') },
      'the bundle names 2 labels (labels.txt, or id2label of config.json), and the model gives ' +
        '3 scores',
    ],
    [
      'that Ultralytics made to detect',
      {
        'model.onnx': createModel(['n', 3, 4, 4], { ...ULTRALYTICS, task: 'detect' }, [
          'n',
          3,
          4,
          4,
        ]),
      },
      'image-classification cannot serve a model that Ultralytics made to detect: its answers ' +
        "are no classes; it is served as 'tensor'",
    ],
    [
      'whose names leave a class out',
      {
        'model.onnx': createModel(['n', 3, 4, 4], {
          ...ULTRALYTICS,
          names: "{0: 'red', 2: 'blue', 3: 'x'}",
        }),
      },
      'image-classification needs "names" in the model\'s metadata to name the classes 0, 1, 2 ' +
        'and so on',
    ],
    [
      'whose imgsz is not a size',
      { 'model.onnx': createModel(['n', 3, 4, 4], { ...ULTRALYTICS, imgsz: 'auto' }) },
      'image-classification needs "imgsz" in the model\'s metadata to be a size; it is "auto"',
    ],
  ])('is rejected %s', async (_about, files, sentence) => {
    expect(
      await service.upload(files, { name: 'refused', task: 'image-classification' }),
    ).toMatchObject({
      status: 422,
      body: {
        code: 'MODEL_REJECTED',
        error: expect.stringContaining(
          `TASK_MISMATCH: The bundle does not fit its task: ${sentence}`,
        ) as unknown,
      },
    });
  });

  it('is served as tensors when Ultralytics made it to segment', async () => {
    const { status, body } = await service.upload(
      {
        'model.onnx': createModel(['n', 3, 4, 4], { ...ULTRALYTICS, task: 'segment' }, [
          'n',
          3,
          4,
          4,
        ]),
      },
      { name: 'segments' },
    );

    expect({ status, body }).toMatchObject({ status: 201, body: { task: 'tensor' } });
    expect(await predict({ image: green.toString('base64') }, 'segments')).toMatchObject({
      status: 422,
      body: { code: 'MODEL_REFUSED_INPUT' },
    });
  });
});

describe("Ultralytics' classifier, one file", () => {
  it('names its classes and prepares pictures by its metadata, without a second softmax', async () => {
    const uploaded = await service.upload(
      { 'model.onnx': createModel(['n', 3, 4, 4], ULTRALYTICS) },
      { name: 'yolo' },
    );
    expect(uploaded).toMatchObject({ status: 201, body: { task: 'image-classification' } });

    expect((await predict({ image: green.toString('base64'), scores: true }, 'yolo')).body).toEqual(
      [
        {
          label: "it's green",
          score: expect.closeTo(0.8, 6),
          'score:red': 0,
          "score:it's green": expect.closeTo(0.8, 6),
          'score:bl\u200bue': expect.closeTo(0.2, 6),
        },
      ],
    );
  });

  it('crops from the rounded half, as torchvision does, where the picture is wider', async () => {
    // Of 7 columns, torchvision leaves two out at the left, transformers one: the middle four are
    // then red, or not.
    const wide = await sharp({ create: { width: 7, height: 4, channels: 3, background: 'black' } })
      .composite([{ input: await paint(255, 0, 0).png().toBuffer(), left: 2, top: 0 }])
      .png()
      .toBuffer();

    expect((await predict({ image: wide.toString('base64') }, 'yolo')).body).toEqual([
      { label: 'red', score: 1 },
    ]);
  });

  it('squeezes into sides that are not equal', async () => {
    await service.upload(
      {
        'model.onnx': createModel(['n', 3, 'height', 'width'], { ...ULTRALYTICS, imgsz: '[2, 8]' }),
      },
      { name: 'flat' },
    );
    const halves = await sharp({
      create: { width: 4, height: 4, channels: 3, background: 'black' },
    })
      .composite([{ input: await paint(255, 0, 0, 4, 2).png().toBuffer(), left: 0, top: 0 }])
      .png()
      .toBuffer();

    expect((await predict({ image: halves.toString('base64') }, 'flat')).body).toEqual([
      { label: 'red', score: expect.closeTo(0.5, 2) },
    ]);
  });
});
