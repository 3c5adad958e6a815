import needed  # noqa: F401  isort: skip
import unittest

import numpy as np

import recolour
from recolour import Change, area_mean, camera, changed, glass_light, lanczos, scaled_stains, stain_amounts

BACKGROUND = np.array([235.0, 233.0, 243.0])


def light_of(amounts):
    """Light of amounts of haematoxylin, DAB, residual in the last axis."""
    return BACKGROUND * 10.0 ** -(np.asarray(amounts) @ recolour.stain_matrix())


def tissue(seed=1, edge=96):
    """Blobs of haematoxylin and DAB with some residual, and glass on the left."""
    random = np.random.default_rng(seed)
    amounts = recolour.blurred(random.random((edge, edge, 3)).astype(np.float32), 2) * (0.6, 0.4, 0.05)
    amounts[:, : edge // 4] = 0
    return light_of(amounts)


def plain(**words):
    return Change("x", "x", **words)


class Stain(unittest.TestCase):
    def test_the_vectors_are_of_unit_length_and_the_residual_is_across_both(self):
        matrix = recolour.stain_matrix()
        self.assertTrue(np.allclose(np.linalg.norm(matrix, axis=1), 1))
        self.assertTrue(np.allclose(matrix[2] @ matrix[:2].T, 0))
        self.assertTrue(np.allclose(matrix[0], np.array([0.650, 0.704, 0.286]) / np.linalg.norm([0.650, 0.704, 0.286])))

    def test_only_the_stain_asked_for_changes(self):
        before = stain_amounts(tissue(), BACKGROUND)
        after = stain_amounts(scaled_stains(tissue(), BACKGROUND, 0.4, 1), BACKGROUND)
        self.assertTrue(np.allclose(after, before * (0.4, 1, 1), atol=1e-4))
        after = stain_amounts(scaled_stains(tissue(), BACKGROUND, 1, 0.3), BACKGROUND)
        self.assertTrue(np.allclose(after, before * (1, 0.3, 1), atol=1e-4))

    def test_back_again_is_the_same_picture(self):
        there = scaled_stains(tissue(), BACKGROUND, 0.5, 2)
        self.assertTrue(np.allclose(scaled_stains(there, BACKGROUND, 2, 0.5), tissue(), atol=0.01))

    def test_glass_stays_glass(self):
        self.assertTrue(np.allclose(scaled_stains(tissue(), BACKGROUND, 0.25, 1.5)[:, :24], BACKGROUND, atol=0.01))

    def test_black_pixels_stay_finite(self):
        self.assertTrue(np.isfinite(scaled_stains(np.zeros((2, 2, 3)), BACKGROUND, 1.5, 1.5)).all())

    def test_the_background_is_read_from_the_glass_in_view_despite_noise(self):
        rgb = camera(tissue(edge=256), 2, None, 1)
        self.assertTrue(np.abs(glass_light(rgb) - BACKGROUND).max() < 2)


class Light(unittest.TestCase):
    def test_nothing_to_change_gives_the_same_bytes(self):
        rgb = camera(tissue(), 1, None, 1)
        picture, mpp = changed(rgb, 0.25, plain(), BACKGROUND)
        self.assertTrue((picture == rgb).all())
        self.assertEqual(mpp, 0.25)

    def test_blur_keeps_light_not_optical_density(self):
        line = light_of(np.zeros((41, 41, 3)))
        line[:, 20] = light_of([0, 1.0, 0])
        blurred = recolour.blurred(line, 2)
        self.assertTrue(np.allclose(blurred.mean(axis=(0, 1)), line.mean(axis=(0, 1)), atol=0.05))
        density = recolour.optical_density(blurred, BACKGROUND).sum(axis=1).mean(axis=0)
        self.assertTrue((density < 0.8 * recolour.optical_density(line, BACKGROUND).sum(axis=1).mean(axis=0)).all())

    def test_blur_is_in_micrometres(self):
        rgb = camera(tissue(), 0, None, 1)
        fine, _ = changed(rgb, 0.25, plain(blur_um=0.5), BACKGROUND)
        self.assertTrue((fine == recolour.digitised(recolour.blurred(rgb, 2))).all())

    def test_sharpening_makes_a_line_darker_and_leaves_flat_places(self):
        line = np.full((41, 41, 3), 230.0, np.float32)
        line[:, 19:22] = 150
        sharp = recolour.sharpened(line, 0.6, 2)
        self.assertLess(sharp[20, 20, 0], 140)
        self.assertTrue(np.allclose(sharp[:, 0], 230, atol=0.01))

    def test_the_background_becomes_the_one_asked_for(self):
        picture, _ = changed(camera(tissue(), 0, None, 1), 0.25, plain(background=(245, 230, 215)), BACKGROUND)
        self.assertTrue((np.abs(picture[:, :24].astype(int) - (245, 230, 215)) <= 1).all())

    def test_gains_and_gamma_keep_black_and_white_within_range(self):
        rgb = np.array([[[0, 128, 255]]], np.uint8)
        self.assertEqual(changed(rgb, 0.25, plain(gains=(1.1, 1.1, 1.1)), BACKGROUND)[0].tolist(), [[[0, 141, 255]]])
        self.assertEqual(changed(rgb, 0.25, plain(gamma=1.25), BACKGROUND)[0].tolist(), [[[0, 108, 255]]])


class Pixels(unittest.TestCase):
    def test_whole_factors_give_means_of_squares(self):
        picture = np.random.default_rng(1).random((7, 9, 3)) * 255
        expected = picture[:6, :8].reshape(3, 2, 4, 2, 3).mean(axis=(1, 3))
        self.assertTrue(np.allclose(area_mean(picture, 2), expected, atol=1e-3))

    def test_a_pixel_is_shared_by_area(self):
        row = np.array([[10.0, 20.0, 30.0]])[..., None].repeat(3, axis=0)
        self.assertTrue(np.allclose(area_mean(row, 1.5)[0, :, 0], [(10 + 10) / 1.5, (10 + 30) / 1.5], atol=1e-4))

    def test_a_spot_stays_where_it_is_in_micrometres(self):
        y, x = np.mgrid[0:200, 0:200] + 0.5
        spot = (100 * np.exp(-((x - 120.3) ** 2 + (y - 60.7) ** 2) / (2 * 6**2)))[..., None].repeat(3, axis=2)
        for mpp in (0.16, 0.48, 0.5):
            small = recolour.resampled(spot, mpp / 0.25)[..., 0]
            rows, columns = np.mgrid[0 : small.shape[0], 0 : small.shape[1]] + 0.5
            centre = np.array([(small * columns).sum(), (small * rows).sum()]) / small.sum() * mpp
            self.assertTrue(np.allclose(centre, np.array([120.3, 60.7]) * 0.25, atol=0.02), (mpp, centre))

    def test_flat_stays_flat(self):
        flat = np.full((50, 60, 3), 200.0)
        self.assertTrue(np.allclose(lanczos(flat, 0.64), 200, atol=1e-3))
        self.assertTrue(np.allclose(area_mean(flat, 1.92), 200, atol=1e-3))
        self.assertEqual((lanczos(flat, 0.64).shape, area_mean(flat, 1.92).shape), ((78, 93, 3), (26, 31, 3)))


class Camera(unittest.TestCase):
    def test_the_same_seed_gives_the_same_bytes_and_another_one_does_not(self):
        self.assertTrue((camera(tissue(), 3, 75, 5) == camera(tissue(), 3, 75, 5)).all())
        self.assertFalse((camera(tissue(), 3, 75, 5) == camera(tissue(), 3, 75, 6)).all())

    def test_noise_is_as_strong_as_asked_for_after_paling(self):
        flat = camera(light_of(np.full((300, 300, 3), (0.2, 0.1, 0))), 4, None, 1)
        pale, _ = changed(flat, 0.25, plain(hematoxylin=0.4, noise=2), BACKGROUND, seed=2)
        faint, _ = changed(flat, 0.25, plain(hematoxylin=0.4), BACKGROUND)
        self.assertAlmostEqual((pale.astype(float) - faint).std(), 2, delta=0.1)


class Solid(unittest.TestCase):
    def test_the_piece_without_glass_is_found(self):
        picture = np.broadcast_to(BACKGROUND, (1024, 1024, 3)).copy()
        picture[256:800, 384:960] = light_of([0.2, 0.1, 0])
        left, top, share = recolour.solid_square(recolour.digitised(picture), BACKGROUND, 512)
        self.assertEqual((left, top, share), (384, 256, 0))

    def test_glass_that_cannot_be_avoided_is_told(self):
        picture = np.broadcast_to(BACKGROUND, (512, 512, 3)).copy()
        picture[:, :384] = light_of([0.2, 0.1, 0])
        self.assertEqual(recolour.solid_square(recolour.digitised(picture), BACKGROUND, 512), (0, 0, 0.25))


if __name__ == "__main__":
    unittest.main()
