export const VIT = {
  image_processor_type: 'ViTImageProcessor',
  size: { height: 8, width: 8 },
  resample: 2,
  image_mean: [0.5, 0.5, 0.5],
  image_std: [0.5, 0.5, 0.5],
};
